"""``manage.py create_token USERNAME [--days N]``: an API token, shown once."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.models import ApiToken, User
from portal.clock import now

_MOST_DAYS = 3650


class Command(BaseCommand):
    """Only the token's SHA-256 is stored; whoever loses the clear text makes a new one."""

    help = "为用户新建接口令牌，明文只显示一次"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USERNAME", help="用户名")
        parser.add_argument("--days", type=int, metavar="N", help="有效天数；不写则长期有效")

    def handle(self, *args: Any, **options: Any) -> None:
        username, days, moment = options["username"], options["days"], now()
        if days is not None and not 1 <= days <= _MOST_DAYS:
            raise CommandError(f"--days 应在 1 至 {_MOST_DAYS} 之间")
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"没有用户名为 {username!r} 的用户")
        if not user.is_active:
            raise CommandError(f"用户 {username} 已停用，不能新建令牌")
        expires = moment + timedelta(days=days) if days else None
        self.stdout.write(ApiToken.issue(user, now=moment, expires_at=expires))
