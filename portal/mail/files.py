"""Mail as files, for demonstrations and rehearsals: one ``.eml`` a mail, as any mail program opens it."""

import os
from collections.abc import Callable
from pathlib import Path

from portal.mail.dialogue import Mail, NotMine, NotNow, Unknown, Unreachable


class Folder:
    """Stands in for the connection to a server. A mail is there whole or not at all."""

    broke = False

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def open(self) -> None:
        """Make the directory. Raises Unreachable."""
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise Unreachable(f"邮件目录不可写：{problem.strerror}") from problem

    def hand_over(self, mail: Mail, begin: Callable[[], bool]) -> str:
        """Write one mail; raises NotNow, Unknown, NotMine as a server's connection does."""
        target = self._directory / f"{mail.name}.eml"
        if not begin():
            raise NotMine
        half = target.with_suffix(".part")
        try:
            half.write_bytes(mail.data)
        except OSError as problem:
            raise NotNow("body", f"邮件文件未能写入：{problem.strerror}") from problem
        try:
            os.replace(half, target)
        except OSError as problem:
            raise Unknown("end", f"邮件文件未能存妥：{problem.strerror}") from problem
        return f"250 {target.name}"

    def close(self, *, politely: bool) -> None:
        """Nothing is held open."""
