"""``manage.py tally NUMBER``: count every vote of a case again from the stored ballots; exit 1 on any difference."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ethics_review.tallying import tallied
from portal.cases.models import Case

#: The kinds of case that are voted on.
_VOTED = ("ethics_review", "recheck")


class Command(BaseCommand):
    """Prints numbers, never who voted what; of an open vote, only that it is open."""

    help = "由选票重新计算一项伦理审查或者专家复核的全部表决，并与审计记录核对"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="事项编号，例如 LS20260001")

    def handle(self, *args: Any, **options: Any) -> None:
        case = Case.objects.filter(number=options["number"], kind__in=_VOTED).first()
        if case is None:
            raise CommandError(f"没有编号为 {options['number']} 的伦理审查或者专家复核")
        report = tallied(case)
        for line in report.lines:
            self.stdout.write(line)
        for fault in report.faults:
            self.stderr.write(str(fault))
        if report.faults:
            raise CommandError(f"有 {len(report.faults)} 处不符")
        self.stdout.write("全部相符")
