"""The filing registry as an app: its kind of case, its readers, its letters."""

from django.apps import AppConfig


class FilingsConfig(AppConfig):
    """Registers what the kernel must know of filings."""

    name = "filings"
    verbose_name = "算法备案"

    def ready(self) -> None:
        from filings.checking.tips import SOURCE, display_findings  # noqa: PLC0415 -- app ready
        from filings.integrity import CHECKS  # noqa: PLC0415 -- app ready
        from filings.kinds import KINDS  # noqa: PLC0415 -- app ready
        from filings.kinds.exported import COLUMNS  # noqa: PLC0415 -- app ready
        from filings.ledger import LedgerFilter  # noqa: PLC0415 -- app ready
        from filings.models import DisplayCheck  # noqa: PLC0415 -- app ready
        from filings.notices import (  # noqa: PLC0415 -- app ready
            ASSESSMENT_NOTICES,
            FILING_NOTICES,
            LIFECYCLE_NOTICES,
        )
        from filings.retention import DISPLAY_EVIDENCE  # noqa: PLC0415 -- app ready
        from filings.sealing import REGISTER, entries_match  # noqa: PLC0415 -- app ready
        from filings.selectors import public_record  # noqa: PLC0415 -- app ready
        from portal.accounts.roles import Role  # noqa: PLC0415 -- app ready
        from portal.audit.leaves import register as register_source  # noqa: PLC0415 -- app ready
        from portal.audit.verification import register_check  # noqa: PLC0415 -- app ready
        from portal.cases.public_records import register_lookup  # noqa: PLC0415 -- app ready
        from portal.cases.selectors import register_visibility  # noqa: PLC0415 -- app ready
        from portal.cases.tips import register_tips  # noqa: PLC0415 -- app ready
        from portal.deadlines.reminders import SUPERIORS  # noqa: PLC0415 -- app ready
        from portal.notices import catalogue as notices  # noqa: PLC0415 -- app ready
        from portal.retention.integrity import marks_match  # noqa: PLC0415 -- app ready
        from portal.retention.schedule import register as register_holding  # noqa: PLC0415
        from portal.workflow import catalogue  # noqa: PLC0415 -- app ready
        from portal.workflow.batch.choosing import CaseList, register_list  # noqa: PLC0415
        from portal.workflow.batch.exporting import register_columns  # noqa: PLC0415 -- app ready

        for kind, visible in KINDS:
            catalogue.register(kind)
            register_visibility(kind.code, visible)
            SUPERIORS[kind.code] = Role.FILING_SUPERVISOR
        register_columns("filing", COLUMNS)
        ledger = CaseList("备案总览", "ledger:list", LedgerFilter, tuple(LedgerFilter.base_fields))
        register_list("filings", ledger)
        for check in (*CHECKS, entries_match):
            register_check(check)
        register_source(REGISTER)
        register_check(marks_match(DisplayCheck, "filing"))
        register_holding(DISPLAY_EVIDENCE)
        register_lookup(public_record)
        register_tips(SOURCE, display_findings)
        for notice in (*FILING_NOTICES, *LIFECYCLE_NOTICES, *ASSESSMENT_NOTICES):
            notices.register(notice)
