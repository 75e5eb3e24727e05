from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """Registers the kernel's own classes of material, and the check of what was destroyed."""

    name = "portal.retention"
    verbose_name = "留存"

    def ready(self) -> None:
        from portal.audit.verification import register_check  # noqa: PLC0415 -- app ready
        from portal.retention.drafts import DRAFTS  # noqa: PLC0415 -- app ready
        from portal.retention.integrity import CHECKS  # noqa: PLC0415 -- app ready
        from portal.retention.papers import ENDED_CASE_PAPERS  # noqa: PLC0415 -- app ready
        from portal.retention.schedule import register  # noqa: PLC0415 -- app ready

        register(DRAFTS)
        register(ENDED_CASE_PAPERS)
        for check in CHECKS:
            register_check(check)
