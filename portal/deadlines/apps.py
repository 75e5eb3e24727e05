from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """Tells of missed duties as tips, for whoever judges them."""

    name = "portal.deadlines"
    verbose_name = "期限"

    def ready(self) -> None:
        from portal.audit.verification import register_check  # noqa: PLC0415 -- app ready
        from portal.cases.tips import register_tips  # noqa: PLC0415 -- app ready
        from portal.deadlines.integrity import CHECKS  # noqa: PLC0415 -- app ready
        from portal.deadlines.tips import SOURCE, missed_duties  # noqa: PLC0415 -- app ready

        register_tips(SOURCE, missed_duties)
        for check in CHECKS:
            register_check(check)
