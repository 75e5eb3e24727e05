"""Loads the Celery application in every process, so that ``.delay()`` knows the broker."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The project package as an app; it has no models."""

    name = "portal"
    verbose_name = "合规门户"

    def ready(self) -> None:
        from portal import celery  # noqa: F401, PLC0415 -- app ready
