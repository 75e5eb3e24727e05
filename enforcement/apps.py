"""Enforcement as an app: its kinds of case, who sees them, its letters."""

from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    """Registers what the kernel must know of enforcement."""

    name = "enforcement"
    verbose_name = "监督执法"

    def ready(self) -> None:
        from enforcement.integrity import CHECKS  # noqa: PLC0415 -- app ready
        from enforcement.kinds import KINDS  # noqa: PLC0415 -- app ready
        from enforcement.kinds.serving import SERVINGS  # noqa: PLC0415 -- app ready
        from enforcement.models import Complainant  # noqa: PLC0415 -- app ready
        from enforcement.notices import NOTICES  # noqa: PLC0415 -- app ready
        from enforcement.receipt_logs import hide_receipts  # noqa: PLC0415 -- app ready
        from enforcement.retention import COMPLAINANT_IDENTITY  # noqa: PLC0415 -- app ready
        from enforcement.selectors.office import inside_rows  # noqa: PLC0415 -- app ready
        from enforcement.states import LeadSource  # noqa: PLC0415 -- app ready
        from enforcement.tips import obstructions, true_complaints  # noqa: PLC0415 -- app ready
        from portal.accounts.roles import Role  # noqa: PLC0415 -- app ready
        from portal.audit.verification import register_check  # noqa: PLC0415 -- app ready
        from portal.cases.selectors import (  # noqa: PLC0415 -- app ready
            register_inside,
            register_visibility,
        )
        from portal.cases.tips import register_tips  # noqa: PLC0415 -- app ready
        from portal.deadlines.reminders import SUPERIORS  # noqa: PLC0415 -- app ready
        from portal.notices import catalogue as notices  # noqa: PLC0415 -- app ready
        from portal.retention.integrity import marks_match  # noqa: PLC0415 -- app ready
        from portal.retention.schedule import register as register_holding  # noqa: PLC0415
        from portal.service import kinds as serving  # noqa: PLC0415 -- app ready
        from portal.workflow import catalogue  # noqa: PLC0415 -- app ready

        for kind, visible in KINDS:
            catalogue.register(kind)
            register_visibility(kind.code, visible)
            register_inside(kind.code, inside_rows(visible))
            SUPERIORS[kind.code] = Role.ENFORCEMENT_HEAD
        for code, way in SERVINGS.items():
            serving.register(code, way)
        for notice in NOTICES:
            notices.register(notice)
        register_tips(LeadSource.COMPLAINT, true_complaints)
        register_tips(LeadSource.INSPECTION, obstructions)
        for check in CHECKS:
            register_check(check)
        register_check(marks_match(Complainant, "complaint"))
        register_holding(COMPLAINANT_IDENTITY)
        hide_receipts()
