"""``manage.py recompute_deadlines [--year N]``: settle running deadlines after a calendar change."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.clock import now
from portal.deadlines.recompute import Report, recompute


class Command(BaseCommand):
    """Counts open deadlines again; a second run changes nothing."""

    help = "按现行工作日历重新计算未结期限"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--year", type=int, choices=range(2000, 2100), metavar="年份", help="只算涉及该年的期限"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = recompute(now(), year=options["year"])
        self.stdout.write(told(report))
        if report.failed:
            raise CommandError("以下期限未能重新计算：\n" + "\n".join(report.failed))


def told(report: Report) -> str:
    """The report as one line for the operator."""
    return (
        f"核对 {report.examined} 项未结期限：{report.moved} 项日期变动（已告知），"
        f"{report.settled} 项仅由暂算转为确定或相反，{len(report.failed)} 项未能计算"
    )
