"""The notices app and the kinds of notice that belong to no single procedure."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers what the clock itself says: reminders, expiries, moved dates."""

    name = "portal.notices"
    verbose_name = "通知"

    def ready(self) -> None:
        from portal.audit.verification import register_check  # noqa: PLC0415 -- app ready
        from portal.notices import catalogue  # noqa: PLC0415 -- app ready
        from portal.notices.integrity import letters_match  # noqa: PLC0415 -- app ready
        from portal.notices.sealing import register_sources  # noqa: PLC0415 -- app ready

        catalogue.register(catalogue.message("deadline_reminder", "期限提醒"))
        catalogue.register(catalogue.message("deadline_overdue", "逾期提醒", statutory=True))
        catalogue.register(
            catalogue.message("deadline_escalated", "下级机关逾期未办结提醒", statutory=True)
        )
        catalogue.register(catalogue.message("deadline_moved", "期限变动告知"))
        register_sources()
        register_check(letters_match)
