"""``manage.py open_missing_limits [--dry-run]``: limits for filings that were recorded before the portal kept them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from filings.models import Filing
from portal.clock import now
from portal.workflow import catalogue
from portal.workflow.missing_limits import missing, open_missing

ACTION = "record"


class Command(BaseCommand):
    """Opens, on filings in force, what recording opens today and did not open then; a second run changes nothing."""

    help = "为本版本之前已备案的事项补开备案时应开始计算的期限"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="只列出，不补开")

    def handle(self, *args: Any, **options: Any) -> None:
        step, moment = catalogue.kind("filing").actions[ACTION], now()
        dry, count = options["dry_run"], 0
        for filing in Filing.objects.filter(in_force=True).order_by("pk").iterator(chunk_size=500):
            codes = [opens.code for opens in missing(filing, step)]
            if not codes or not (dry or open_missing(filing.pk, ACTION, now=moment)):
                continue
            count += 1
            self.stdout.write(f"{filing.number} {'、'.join(codes)}")
        self.stdout.write(f"{'待补开' if dry else '已补开'}期限的备案：{count} 件")
