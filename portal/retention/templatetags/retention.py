"""What other pages show of retention: the way to a hold, for those who may place one."""

from typing import Any

from django import template

from portal.accounts.models import User
from portal.retention.holds import HOLDERS

register = template.Library()


@register.filter
def places_holds(user: Any) -> bool:
    """Whether the reader of the page may place holds; on which cases is asked when one is placed."""
    return isinstance(user, User) and user.has_role(*HOLDERS)
