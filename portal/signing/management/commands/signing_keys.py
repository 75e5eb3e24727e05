"""``manage.py signing_keys``: the keyring at the command line."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import clock
from portal.signing import adopting, certificates, demo, exporting, problem
from portal.signing.certificates import Status

_WORDS = {Status.CURRENT: "在用", Status.RETIRED: "停用", Status.DISTRUSTED: "不再可信"}


class Command(BaseCommand):
    """Makes, takes over, changes and disowns signing keys. Changes count at once, in all processes."""

    help = "管理文书签名的密钥与证书"

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("init", help="没有密钥时建立演示根证书和第一把密钥；已有则不改动")
        actions.add_parser("list", help="列出全部证书")
        actions.add_parser("rotate", help="由演示根证书签发一把新密钥并启用")
        adopt = actions.add_parser("adopt", help="启用机关自己的证书和私钥")
        adopt.add_argument(
            "--certificate", type=Path, required=True, help="证书链 PEM，签名证书在最前"
        )
        adopt.add_argument("--root", type=Path, required=True, help="根证书 PEM")
        adopt.add_argument("--key", type=Path, help="私钥 PEM；私钥在密码设备里则不给")
        distrust = actions.add_parser("distrust", help="宣布一把密钥自某时起不可信")
        distrust.add_argument("key", help="密钥编号，或其前八位以上")
        distrust.add_argument(
            "--from", dest="since", required=True, help="如 2026-03-09T18:00+08:00"
        )
        export = actions.add_parser("export", help="把根证书、全部证书和清单写入目录，供公布")
        export.add_argument("directory", type=Path)
        tsa = actions.add_parser("trust-tsa", help="信任时间戳服务的根证书")
        tsa.add_argument("root", type=Path)

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        getattr(self, f"_{action.replace('-', '_')}")(**options)

    def _init(self, *, verbosity: int, **_: Any) -> None:
        self._demo_only()
        made = demo.begin(certificates.keyring(), clock.now())
        if verbosity:
            self.stdout.write("已建立演示密钥" if made else "已有密钥，未作改动")

    def _list(self, **_: Any) -> None:
        for one in certificates.published():
            since = f"（自 {one.distrusted_from.isoformat()}）" if one.distrusted_from else ""
            self.stdout.write(
                f"{one.key_id}  {_WORDS[one.status]}{since}  "
                f"{one.not_before.date()} 至 {one.not_after.date()}  {one.subject}"
            )
        found = problem()
        self.stdout.write(f"不能签名：{found}" if found else "可以签名")

    def _rotate(self, **_: Any) -> None:
        self._demo_only()
        try:
            key_id = demo.rotate(certificates.keyring(), clock.now())
        except FileNotFoundError as missing:
            raise CommandError("没有演示根证书；机关自己的证书用 adopt 更换") from missing
        self.stdout.write(f"已启用 {key_id}")

    def _adopt(self, *, certificate: Path, root: Path, key: Path | None, **_: Any) -> None:
        try:
            key_id = adopting.adopt(
                certificates.keyring(),
                certificate.read_text(),
                root.read_text(),
                key.read_text() if key else "",
                clock.now(),
            )
        except (OSError, adopting.Unfit) as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(f"已启用 {key_id}")

    def _distrust(self, *, key: str, since: str, **_: Any) -> None:
        ring, moment = certificates.keyring(), self._moment(since)
        with ring.changing():
            found = [known for known in ring.register().order if known.startswith(key)]
            if len(key) < 8 or len(found) != 1:
                raise CommandError(f"没有唯一的密钥以 {key} 开头，请用 signing_keys list 查看")
            ring.distrust(found[0], moment)
        self.stdout.write(f"{found[0]} 自 {moment.isoformat()} 起不再可信")
        if not ring.register().current:
            self.stdout.write("已没有在用的密钥，文书将等待：请执行 rotate 或 adopt")

    def _export(self, *, directory: Path, **_: Any) -> None:
        exporting.export(certificates.keyring(), directory)
        self.stdout.write(f"已写入 {directory}")

    def _trust_tsa(self, *, root: Path, **_: Any) -> None:
        try:
            adopting.trust_tsa(certificates.keyring(), root.read_text())
        except (OSError, adopting.Unfit) as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write("已信任")

    def _demo_only(self) -> None:
        if not (settings.DEMO or settings.LOCAL or settings.DEBUG):
            raise CommandError("生产环境不用演示密钥：请用 signing_keys adopt 启用机关的证书和私钥")

    def _moment(self, text: str) -> datetime:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as wrong:
            raise CommandError(f"--from {text} 不是时刻，应如 2026-03-09T18:00+08:00") from wrong
        return moment if moment.tzinfo else moment.replace(tzinfo=clock.CHINA)
