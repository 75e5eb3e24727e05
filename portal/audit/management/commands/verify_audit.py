"""``manage.py verify_audit``: walk the audit trail; exit 1 and name the first broken place of each case."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.audit import verification
from portal.audit.models import AuditEvent


class Command(BaseCommand):
    """Checks every chain against its hashes and against the tip on its case."""

    help = "核验审计链：逐条重算校验值，指出每个事项第一处断裂"

    def handle(self, *args: Any, **options: Any) -> None:
        breaks = list(verification.verify())
        for found in breaks:
            self.stderr.write(str(found))
        if breaks:
            raise CommandError(f"审计链有 {len(breaks)} 处断裂")
        self.stdout.write(f"审计链完整：{AuditEvent.objects.count()} 条事件")
