"""Service (送达): when and how a letter reached whom, and what runs from then."""

from django.apps import AppConfig


class ServiceConfig(AppConfig):
    """送达. Listens for openings of letters and for what became of mails."""

    name = "portal.service"
    verbose_name = "送达"

    def ready(self) -> None:
        from portal.audit.verification import register_check  # noqa: PLC0415 -- app ready
        from portal.mail import outcomes  # noqa: PLC0415 -- app ready
        from portal.notices import opening  # noqa: PLC0415 -- app ready
        from portal.service import consent_trail, mailing, openings  # noqa: PLC0415 -- app ready
        from portal.service.integrity import services_match  # noqa: PLC0415 -- app ready

        opening.register(openings.opened)
        outcomes.register(mailing.heard)
        register_check(services_match)
        register_check(consent_trail.consents_match)
        consent_trail.register_source()
