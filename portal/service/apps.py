"""Service (送达): when and how a letter reached whom, and what runs from then."""

from django.apps import AppConfig


class ServiceConfig(AppConfig):
    """送达."""

    name = "portal.service"
    verbose_name = "送达"
