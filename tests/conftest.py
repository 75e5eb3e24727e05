"""Fixtures that every test may use."""

from tests.services import broker, child_environment, django_db_modify_db_settings

__all__ = ["broker", "child_environment", "django_db_modify_db_settings"]
