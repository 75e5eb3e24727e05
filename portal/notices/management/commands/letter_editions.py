"""Which edition each letter's templates are, and the next edition for those that changed."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.notices import editions


class Command(BaseCommand):
    """``manage.py letter_editions``; with ``--write --on 2026-12-01`` the manifest gets what changed."""

    help = "列出模板有变化的文书；--write 为其登记新的模板版本"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to write, and since when the new editions hold."""
        parser.add_argument("--write", action="store_true", help="写入版本清单")
        parser.add_argument("--on", type=date.fromisoformat, help="新版本的启用日期，如 2026-12-01")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError where something changed and nothing is to be written."""
        known = editions.read(editions.MANIFEST)
        named = [kind.code for kind in editions.changed(known)]
        if not named:
            self.stdout.write("版本清单与模板一致。")
            return
        if not options["write"]:
            raise CommandError("模板有变化，须登记新版本：" + "、".join(named))
        if options["on"] is None:
            raise CommandError("请用 --on 写明新版本的启用日期")
        new = editions.with_new(known, options["on"])
        editions.MANIFEST.write_text(editions.as_text(new), encoding="utf-8")
        self.stdout.write(f"已登记 {len(named)} 种文书的新版本。")
