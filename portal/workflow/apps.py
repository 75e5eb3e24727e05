from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """Registers what officers say through the kernel itself, and the check of whom they assigned."""

    name = "portal.workflow"
    verbose_name = "流程"

    def ready(self) -> None:
        from portal.audit.verification import register_check  # noqa: PLC0415 -- app ready
        from portal.notices import catalogue  # noqa: PLC0415 -- app ready
        from portal.workflow.integrity import assignees_match  # noqa: PLC0415 -- app ready
        from portal.workflow.reminding import NOTICE  # noqa: PLC0415 -- app ready

        catalogue.register(catalogue.message(NOTICE, "催办通知"))
        register_check(assignees_match)
