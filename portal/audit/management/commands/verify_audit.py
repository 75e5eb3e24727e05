"""``manage.py verify_audit``: walk the audit trail; exit 1 and name the first broken place of each case."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.audit import heads, side_by_side, verification, walking
from portal.audit.breaks import Break
from portal.audit.models import AuditEvent, Seal


class Command(BaseCommand):
    """Checks chains, seals and rows; with ``--heads`` also what the portal published earlier."""

    help = "核验审计链与封印：逐条重算校验值，指出断裂之处；可用此前公布的封印核对"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Published heads, and how many processes walk the chains."""
        parser.add_argument(
            "--heads",
            type=Path,
            metavar="FILE",
            help="此前由 /audit/ 或 /api/v1/audit/seals/ 下载的封印（JSON）",
        )
        parser.add_argument("--processes", type=int, default=1, help="并行核验各事项的进程数")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every break; fail when there is one."""
        kept = self._heads(options["heads"]) if options["heads"] else []
        with walking.one_moment():
            breaks = list(self._breaks(kept, options["processes"]))
            events, seals = AuditEvent.objects.count(), Seal.objects.count()
        for found in breaks:
            self.stderr.write(str(found))
        if breaks:
            raise CommandError(f"审计链有 {len(breaks)} 处断裂")
        self.stdout.write(f"审计链完整：{events} 条事件，{seals} 个封印")
        if kept:
            self.stdout.write(f"与所附的 {len(kept)} 个已公布封印一致")

    @staticmethod
    def _breaks(kept: list[heads.Head], processes: int) -> Iterator[Break]:
        yield from side_by_side.walk(processes) if processes > 1 else walking.chains()
        yield from verification.but_the_chains()
        yield from heads.compared(kept)

    @staticmethod
    def _heads(file: Path) -> list[heads.Head]:
        try:
            return heads.read(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, heads.BadHeads) as wrong:
            raise CommandError(f"{file}：{wrong}") from wrong
