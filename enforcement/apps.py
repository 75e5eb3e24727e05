"""Enforcement as an app: its kinds of case, who sees them, its letters."""

from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    """Registers what the kernel must know of enforcement."""

    name = "enforcement"
    verbose_name = "监督执法"

    def ready(self) -> None:
        from enforcement.kinds import KINDS  # noqa: PLC0415 -- app ready
        from enforcement.notices import NOTICES  # noqa: PLC0415 -- app ready
        from portal.accounts.roles import Role  # noqa: PLC0415 -- app ready
        from portal.cases.selectors import register_visibility  # noqa: PLC0415 -- app ready
        from portal.deadlines.reminders import SUPERIORS  # noqa: PLC0415 -- app ready
        from portal.notices import catalogue as notices  # noqa: PLC0415 -- app ready
        from portal.workflow import catalogue  # noqa: PLC0415 -- app ready

        for kind, visible in KINDS:
            catalogue.register(kind)
            register_visibility(kind.code, visible)
            SUPERIORS[kind.code] = Role.ENFORCEMENT_HEAD
        for notice in NOTICES:
            notices.register(notice)
