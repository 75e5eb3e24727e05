"""``manage.py sweep_deadlines [--at ISO] [--dry-run]``: one sweep of the clock."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import clock
from portal.deadlines import heartbeat, sweep
from portal.deadlines.models import Milestone
from portal.law.milestones import MilestoneName


class Command(BaseCommand):
    """Witnesses every milestone that has passed, or says which ones it would."""

    help = "巡检期限：发出已到时刻的提醒与届满记录"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at", metavar="ISO", help="以该时刻为准，如 2026-09-29T00:00+08:00；默认为现在"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="只列出将要发出的节点，不作任何改动"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        present = clock.now()
        moment = self._instant(options["at"]) if options["at"] else present
        if options["dry_run"]:
            self._show(moment)
            return
        if moment > present and not (settings.DEBUG or settings.LOCAL):
            raise CommandError(
                "--at 晚于现在只用于演练：尚未到的期限不能记作已到；预览请加 --dry-run"
            )
        emitted = sweep.sweep(moment)
        heartbeat.beat(heartbeat.SWEEP, present)
        self.stdout.write(f"已发出 {emitted} 个节点")

    def _instant(self, text: str) -> datetime:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise CommandError(
                f"--at 应为 ISO 8601 时刻，如 2026-09-29T00:00+08:00，而不是 {text!r}"
            ) from None
        return moment if moment.tzinfo else moment.replace(tzinfo=clock.CHINA)

    def _show(self, moment: datetime) -> None:
        due = Milestone.objects.filter(emitted_at=None, at__lte=moment).order_by("at", "pk")
        count = 0
        for milestone in due.select_related("deadline__case").iterator(chunk_size=1000):
            count += 1
            deadline = milestone.deadline
            at = milestone.at.astimezone(clock.CHINA)
            label = MilestoneName(milestone.name).label
            self.stdout.write(
                f"{at:%Y-%m-%d %H:%M}  {deadline.case.number}  {deadline.code}  {label}"
            )
        self.stdout.write(f"将发出 {count} 个节点，未作改动")
