"""``manage.py seed_demo``: the demo cast and its cases of every kind in every state, relative to now. Repeatable."""

import os
import secrets
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from portal.audit import sealing
from portal.clock import now
from portal.signing import SigningProblem
from portal.web.demo import cast, enforcement_complaints, story


class Command(BaseCommand):
    """Seats the cast; tells the story once (a second run only refreshes the passwords)."""

    help = "演示账户与各种状态的备案、伦理审查、执法事项（均标记为演示数据）；可重复执行"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--print-cast", action="store_true", help="只打印演示账户")

    def handle(self, *args: Any, **options: Any) -> None:
        password = _password()
        if not options["print_cast"]:
            people = cast.seat(password)
            told = story.tell(people, now())
            done = f"已生成 {told} 件演示事项" if told else "演示事项已经存在，仅刷新了账户"
            self.stdout.write(done)
            with suppress(SigningProblem):  # without a key the portal goes on unsealed, and says so
                sealing.seal_all(now())  # letters are made next, and print the newest sealed head
        self._print_cast(password)
        self._print_receipts()

    def _print_cast(self, password: str) -> None:
        self.stdout.write(f"演示账户（口令均为 {password}）：")
        for person in cast.PEOPLE:
            self.stdout.write(f"  {person.username:<12}{person.what}")

    def _print_receipts(self) -> None:
        """They open demo complaints alone; those of others are never stored, and never printed."""
        receipts = enforcement_complaints.shown()
        if receipts:
            self.stdout.write("演示投诉的回执号（在 /complaints/ 查询）：")
        for what, receipt in receipts.items():
            self.stdout.write(f"  {receipt}  {what}")


def _password() -> str:
    """``DEMO_PASSWORD``, or one made once and kept readable by its owner only."""
    given = os.environ.get("DEMO_PASSWORD")
    if given:
        return given
    kept = settings.VAR_DIR / "demo-password"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(9), encoding="utf-8")
    return str(kept.read_text(encoding="utf-8").strip())
