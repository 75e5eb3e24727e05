"""manage.py import_registry FILE [--dry-run]: take in a published list."""

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from filings.importing import report
from filings.importing.listings import Defaults, Listing, understand
from filings.importing.readers import read
from filings.importing.store import store
from filings.importing.tables import DamagedFile
from filings.search import follower
from portal import clock


class Command(BaseCommand):
    help = "导入公开的算法备案清单（CSV、XLSX 或官方 DOCX 表格），打印质量报告；文件损坏则整份拒绝"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="只检查和报告，不写入")
        parser.add_argument("--list-name", default="", help="清单名称，表中没有这一列时使用")
        parser.add_argument("--published", default="", help="公示时间，如 2025-03-12 或 2025-03")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        given = Defaults(options["list_name"], options["published"])
        try:
            listings = listings_of(file, given)
        except DamagedFile as refused:
            raise CommandError(f"{file.name} 整份拒绝，没有写入任何内容。{refused}") from refused
        except OSError as error:
            raise CommandError(f"读不到文件 {file}：{error.strerror}") from error
        outcome = store(listings, now=clock.now(), dry_run=dry_run)
        for line in report.lines(listings, outcome, dry_run=dry_run):
            self.stdout.write(line)
        if outcome.versions and not dry_run:
            self._index()

    def _index(self) -> None:
        """Let this machine's index follow at once, rather than at the first visitor's cost."""
        try:
            follower.catch_up()
        except (follower.Unavailable, OSError, ValueError) as cause:
            self.stderr.write(f"检索索引将由下一次查询更新：{cause}")


def listings_of(file: Path, given: Defaults) -> list[Listing]:
    """Every row of ``file``, understood. Raises DamagedFile at the first that is not; OSError without a file."""
    listings: list[Listing] = []
    for table in read(file):
        rows = list(table.rows())
        own = Defaults.of(table.title, file.name)
        defaults = replace(
            own,
            list_name=given.list_name or own.list_name,
            published=given.published or own.published,
        )
        listings += [understand(row, defaults) for row in rows]
    if not listings:
        raise DamagedFile("表头之下没有任何一行")
    return listings
