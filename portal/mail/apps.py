"""E-mail about notices: who is told, in which mail, each mail handed over at most once."""

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class MailConfig(AppConfig):
    """Refuses a mail server or sender that cannot be used; has the worker woken when a notice becomes ready."""

    name = "portal.mail"
    verbose_name = "电子邮件"

    def ready(self) -> None:
        from portal.mail import addresses, routes  # noqa: PLC0415 -- app ready
        from portal.mail.outbox import TASK  # noqa: PLC0415 -- app ready
        from portal.notices import outbox  # noqa: PLC0415 -- app ready

        try:
            if routes.parse(settings.MAIL_URL) is not None:
                addresses.sender(settings.MAIL_FROM)
                outbox.follow(TASK)
        except ValueError as problem:
            raise ImproperlyConfigured(str(problem)) from problem
