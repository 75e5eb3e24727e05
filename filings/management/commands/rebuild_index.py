"""manage.py rebuild_index: build this machine's search index anew from the register."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from filings.search import follower


class Command(BaseCommand):
    help = "由登记册重建本机的检索索引；重建期间旧索引继续回答"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = follower.rebuild()
        except follower.Unavailable as busy:
            raise CommandError(str(busy)) from busy
        self.stdout.write(f"检索索引已重建：{count} 条")
