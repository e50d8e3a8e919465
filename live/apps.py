from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LiveConfig(AppConfig):
    name = "live"
    verbose_name = "Direct"

    def ready(self) -> None:
        """Every app declares what it shows live in its ``fragments`` module."""
        autodiscover_modules("fragments")
