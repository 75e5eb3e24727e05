"""The filing registry as an app: its kind of case, its readers, its letters."""

from django.apps import AppConfig


class FilingsConfig(AppConfig):
    """Registers what the kernel must know of filings."""

    name = "filings"
    verbose_name = "算法备案"

    def ready(self) -> None:
        from filings.integrity import numbers_match, revisions_match  # noqa: PLC0415 -- app ready
        from filings.kinds import FILING  # noqa: PLC0415 -- app ready
        from filings.notices import FILING_NOTICES  # noqa: PLC0415 -- app ready
        from filings.selectors import visible_filings  # noqa: PLC0415 -- app ready
        from portal.accounts.roles import Role  # noqa: PLC0415 -- app ready
        from portal.audit.verification import register_check  # noqa: PLC0415 -- app ready
        from portal.cases.selectors import register_visibility  # noqa: PLC0415 -- app ready
        from portal.deadlines.reminders import SUPERIORS  # noqa: PLC0415 -- app ready
        from portal.notices import catalogue as notices  # noqa: PLC0415 -- app ready
        from portal.workflow import catalogue  # noqa: PLC0415 -- app ready

        catalogue.register(FILING)
        register_check(revisions_match)
        register_check(numbers_match)
        SUPERIORS[FILING.code] = Role.FILING_SUPERVISOR
        register_visibility(FILING.code, visible_filings)
        for notice in FILING_NOTICES:
            notices.register(notice)
