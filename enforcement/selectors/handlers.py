"""Who sees to a case that nobody was assigned: its team, or whoever accepted it; for lists, one query a kind."""

from collections import defaultdict
from collections.abc import Collection

from enforcement.models import CaseOfficer, Complaint


def teams(keys: Collection[int]) -> dict[int, str]:
    """The officers who are named in the cases now, by the cases' keys."""
    rows = CaseOfficer.objects.filter(case__in=keys, ended_at=None).select_related("user")
    found: defaultdict[int, list[str]] = defaultdict(list)
    for officer in rows.order_by("case", "pk"):
        found[officer.case_id].append(str(officer.user))
    return {key: "、".join(names) for key, names in found.items()}


def accepters(keys: Collection[int]) -> dict[int, str]:
    """Who accepted the complaints, by their keys."""
    rows = Complaint.objects.filter(pk__in=keys, accepted_by__isnull=False)
    return {row.pk: str(row.accepted_by) for row in rows.select_related("accepted_by")}
