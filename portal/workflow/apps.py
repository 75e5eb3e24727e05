from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """Registers what officers say through the kernel itself, and the check of whom they assigned."""

    name = "portal.workflow"
    verbose_name = "流程"

    def ready(self) -> None:
        from portal.audit.exports import exports_match, register_source  # noqa: PLC0415 -- app ready
        from portal.audit.verification import register_check  # noqa: PLC0415 -- app ready
        from portal.mail import readers  # noqa: PLC0415 -- app ready
        from portal.notices import catalogue  # noqa: PLC0415 -- app ready
        from portal.workflow.integrity import assignees_match  # noqa: PLC0415 -- app ready
        from portal.workflow.reminding import NOTICE  # noqa: PLC0415 -- app ready
        from portal.workflow.side_acts import roles_on  # noqa: PLC0415 -- app ready

        catalogue.register(catalogue.message(NOTICE, "催办通知"))
        readers.register_working_roles(roles_on)
        register_check(assignees_match)
        register_check(exports_match)
        register_source()
