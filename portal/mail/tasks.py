"""The door by which a worker plans and sends mails."""

from celery import shared_task

from portal import clock
from portal.mail import outbox, planning, sending


@shared_task(name=outbox.TASK)  # type: ignore[untyped-decorator]
def deliver() -> None:
    """Plan mails about what became ready and send what is due; idempotent, safe in any number of workers."""
    now = clock.now()
    if not outbox.is_on():
        planning.pass_over(now)
        return
    planning.plan(now)
    sending.drain(now)
