"""Give failed letters another chance, after the cause was removed (a font installed, a library added)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.notices.models import Notice


class Command(BaseCommand):
    """Sets failed notices back to the queue; the worker takes them within seconds."""

    help = "将生成失败的文书放回队列；不给编号时放回全部"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ids, or all."""
        parser.add_argument("ids", nargs="*", type=int, metavar="ID")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reset the attempts and queue again."""
        failed = Notice.objects.filter(status=Notice.Status.FAILED)
        if options["ids"]:
            failed = failed.filter(pk__in=options["ids"])
        count = failed.update(status=Notice.Status.QUEUED, attempts=0, try_after=None)
        self.stdout.write(f"已放回队列：{count} 件")
