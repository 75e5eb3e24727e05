"""Several lists counted in one statement, so that a desk costs no more queries for having more figures."""

from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from portal.accounts.models import User


def tally(user: User, **lists: QuerySet[Any]) -> dict[str, int]:
    """How many rows each list has, by its name. ``user`` gives the statement its one row."""
    counts = [Coalesce(_count(rows), 0) for rows in lists.values()]
    told = User.objects.filter(pk=user.pk).values_list(*counts).get()
    return dict(zip(lists, told, strict=True))


def _count(rows: QuerySet[Any]) -> Subquery:
    """The number of rows as a subquery; without any row it is NULL."""
    alike = rows.order_by().annotate(all_alike=Value(1)).values("all_alike")
    return Subquery(
        alike.annotate(n=Count("pk", distinct=True)).values("n"), output_field=IntegerField()
    )
