from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = "Traitement"

    def ready(self) -> None:
        """Fill the registries of every process, whatever it runs; live/ does so with ``fragments``."""
        from workflow import mails  # noqa: F401
        from workflow.author import said  # noqa: F401
