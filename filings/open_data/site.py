"""Where the open data says that it lives: permanent addresses never follow the name that a reader called."""

from django.conf import settings


def site() -> str:
    """The portal's public address without a slash at its end, the same that letters and snippets carry."""
    return str(settings.PUBLIC_URL).rstrip("/")
