"""``manage.py retention [--at ISO] [--dry-run]``: what is due; then what was approved is carried out."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import clock
from portal.retention import working
from portal.retention.proposing import cut_off, due_rows, over
from portal.retention.schedule import holdings


class Command(BaseCommand):
    """Prints the schedule with what is due. It destroys nothing but what two administrators have signed."""

    help = "留存：列出到期可以销毁的内容，并继续执行已批准的销毁"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at", metavar="ISO", help="只列出在该时刻到期的内容，如 2036-09-29T00:00+08:00"
        )
        parser.add_argument("--dry-run", action="store_true", help="只列出，不执行已批准的销毁")

    def handle(self, *args: Any, **options: Any) -> None:
        moment = self._instant(options["at"]) if options["at"] else clock.now()
        for holding in holdings():
            day = cut_off(holding, moment)
            due, ended = due_rows(holding, day).count(), over(holding, day).count()
            self.stdout.write(
                f"{holding.code}  {holding.title}  {holding.rule.term}（{holding.rule.article}）"
                f"  截止 {day}  到期 {due} 项，另有 {ended - due} 项处于保全"
            )
        if options["dry_run"] or options["at"]:
            self.stdout.write("未作改动")
            return
        batches = 0
        while working.step(clock.now()):
            batches += 1
        self.stdout.write(f"已执行 {batches} 批" if batches else "没有已批准而未执行的销毁")

    def _instant(self, text: str) -> datetime:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise CommandError(
                f"--at 应为 ISO 8601 时刻，如 2036-09-29T00:00+08:00，而不是 {text!r}"
            ) from None
        return moment if moment.tzinfo else moment.replace(tzinfo=clock.CHINA)
