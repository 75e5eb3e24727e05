"""``manage.py import_holidays FILE``: take in a State Council arrangement and settle what runs."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.clock import now
from portal.deadlines.calendar import work_calendar
from portal.deadlines.importing import import_notice
from portal.deadlines.management.commands.recompute_deadlines import told
from portal.deadlines.recompute import recompute
from portal.law.errors import NoticeFileError


class Command(BaseCommand):
    """Imports the file whole or not at all, then recomputes open deadlines."""

    help = "导入国务院办公厅放假安排（CSV 或 holiday-cn JSON），并重新计算未结期限"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="放假安排文件")

    def handle(self, *args: Any, **options: Any) -> None:
        path, moment = options["file"], now()
        try:
            taken = import_notice(path.read_bytes(), now=moment)
        except OSError as problem:
            raise CommandError(f"无法读取 {path}：{problem.strerror}") from None
        except NoticeFileError as problem:
            raise CommandError(f"{path.name} 未导入：{problem}") from None
        days = f"{taken.notice.year} 年放假安排，{len(taken.notice.days)} 天"
        self.stdout.write(
            f"已导入 {days}" if taken.new else f"此文件此前已导入（{days}），日历未变"
        )
        if missing := work_calendar().missing(taken.notice.year):
            self.stdout.write(_incomplete(taken.notice.year, missing))
        # Also after a repeated import: an interrupted first run is finished by the second.
        report = recompute(moment)
        self.stdout.write(told(report))
        if report.failed:
            raise CommandError("以下期限未能重新计算：\n" + "\n".join(report.failed))


def _incomplete(year: int, missing: Sequence[str]) -> str:
    """A part of an arrangement holds for its dates, but the year stays unknown: say so, and what is lacking."""
    return (
        f"{year} 年的放假安排还不完整（缺：{'、'.join(missing)}）：已导入的日期照此计算，"
        "该年仍按尚未公布处理，所涉期限保持暂算"
    )
