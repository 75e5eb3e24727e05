from django.apps import AppConfig


class SigningConfig(AppConfig):
    """Signatures; it has no models, only its command."""

    name = "portal.signing"
    verbose_name = "签名"
