"""manage.py rebuild_index: build this machine's search index anew from the register."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from filings.search import follower


class Command(BaseCommand):
    help = "由登记册重建本机的检索索引；重建期间旧索引继续回答"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = follower.rebuild(self._told if int(options["verbosity"]) else None)
        except follower.Unavailable as busy:
            raise CommandError(str(busy)) from busy
        self.stdout.write(f"检索索引已重建：{count} 条")

    def _told(self, done: int, total: int) -> None:
        """A line for every twentieth part."""
        part = done * 20 // max(total, 1)
        if part > self._parts_told:
            self._parts_told = part
            self.stdout.write(f"已写入 {done} / {total} 条（{part * 5}%）")

    _parts_told = 0
