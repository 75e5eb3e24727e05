"""E-mail about notices: who is told, in which mail, each mail handed over at most once."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """电子邮件."""

    name = "portal.mail"
    verbose_name = "电子邮件"
