from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = "Traitement"

    def ready(self) -> None:
        """What is live of the desks that work after publication, beside this app's ``fragments``."""
        from workflow import fragments_after  # noqa: F401
