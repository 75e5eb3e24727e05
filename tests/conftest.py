"""Fixtures that every test may use."""

from tests.services import broker, browser, child_environment, django_db_modify_db_settings

__all__ = ["broker", "browser", "child_environment", "django_db_modify_db_settings"]
