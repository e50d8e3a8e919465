from django.apps import AppConfig


class TestsLiveConfig(AppConfig):
    name = "tests.live"
    label = "tests_live"

    def ready(self) -> None:
        """Rights are looked at again often enough for tests to wait for it."""
        from live import hub

        hub.RIGHTS_SECONDS = 0.2  # type: ignore[assignment]
