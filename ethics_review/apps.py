"""Ethics review as an app: its kinds of case, who sees them, its letters."""

from django.apps import AppConfig


class EthicsReviewConfig(AppConfig):
    """Registers what the kernel must know of ethics review."""

    name = "ethics_review"
    verbose_name = "科技伦理审查"

    def ready(self) -> None:
        from ethics_review.integrity import CHECKS  # noqa: PLC0415 -- app ready
        from ethics_review.kinds import KINDS  # noqa: PLC0415 -- app ready
        from ethics_review.kinds.serving import SERVINGS  # noqa: PLC0415 -- app ready
        from ethics_review.notices import NOTICES  # noqa: PLC0415 -- app ready
        from ethics_review.selectors import inside_reviews  # noqa: PLC0415 -- app ready
        from portal.accounts.roles import Role  # noqa: PLC0415 -- app ready
        from portal.audit.verification import register_check  # noqa: PLC0415 -- app ready
        from portal.cases.selectors import (  # noqa: PLC0415 -- app ready
            register_inside,
            register_visibility,
        )
        from portal.deadlines.reminders import SUPERIORS  # noqa: PLC0415 -- app ready
        from portal.notices import catalogue as notices  # noqa: PLC0415 -- app ready
        from portal.service import kinds as serving  # noqa: PLC0415 -- app ready
        from portal.workflow import catalogue  # noqa: PLC0415 -- app ready

        register_inside("ethics_review", inside_reviews)
        for kind, visible in KINDS:
            catalogue.register(kind)
            register_visibility(kind.code, visible)
            SUPERIORS[kind.code] = Role.RECHECK_OFFICER
        for check in CHECKS:
            register_check(check)
        for code, way in SERVINGS.items():
            serving.register(code, way)
        for notice in NOTICES:
            notices.register(notice)
