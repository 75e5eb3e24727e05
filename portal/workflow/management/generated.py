"""A page of the documentation that a command generates and a check keeps fresh."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class GeneratedPage(BaseCommand, ABC):
    """Base of commands that print, write or check one generated page."""

    requires_system_checks: list[str] = []

    @abstractmethod
    def page(self) -> str:
        """The page as it should be now."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", metavar="FILE", type=Path, help="与文件比较，不一致时退出码为 1"
        )
        parser.add_argument("--write", metavar="FILE", type=Path, help="写入文件")

    def handle(self, *args: Any, **options: Any) -> None:
        page, check, write = self.page(), options["check"], options["write"]
        if check:
            if not check.is_file() or check.read_text(encoding="utf-8") != page:
                raise CommandError(f"{check} 已过期，请用 --write {check} 重新生成")
        elif write:
            write.parent.mkdir(parents=True, exist_ok=True)
            write.write_text(page, encoding="utf-8")
        else:
            self.stdout.write(page)
