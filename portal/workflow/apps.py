from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """Registers what officers say through the kernel itself."""

    name = "portal.workflow"
    verbose_name = "流程"

    def ready(self) -> None:
        from portal.notices import catalogue  # noqa: PLC0415 -- app ready
        from portal.workflow.reminding import NOTICE  # noqa: PLC0415 -- app ready

        catalogue.register(catalogue.message(NOTICE, "催办通知"))
