"""Signs of life of the recurring jobs: a row a job, so that the readiness page can tell a stopped worker."""

from datetime import datetime

from portal.deadlines.models import Heartbeat

SWEEP = "sweep"


def beat(name: str, now: datetime) -> None:
    """Note that the job ran to its end at ``now``."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})


def last_beat(name: str) -> datetime | None:
    """When the job last ran to its end; None if it never did."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
