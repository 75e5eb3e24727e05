"""Bearer tokens as an authentication of the API."""

from django.db.models import Q
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from portal.accounts.models import ApiToken, User
from portal.clock import now


class BearerTokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer <token>``. A wrong, expired or disabled token is 401, never a guess at another."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _, clear = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        alive = Q(expires_at__isnull=True) | Q(expires_at__gt=now())
        token = (
            ApiToken.objects.filter(
                alive, digest=ApiToken.digest_of(clear.strip()), user__is_active=True
            )
            .select_related("user")
            .first()
        )
        if token is None:
            raise AuthenticationFailed("令牌无效或已失效")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
