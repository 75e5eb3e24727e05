"""How the sending of mail stands: what waits, what failed, whether the server answers."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.clock import now
from portal.mail import selectors
from portal.mail.models import Delivery
from portal.mail.routes import BadRoute


class Command(BaseCommand):
    """Prints counts and failures; ends with status 1 when somebody has to see to something."""

    help = "邮件发送情况：等待、失败与邮件服务器状态；有需要处理的问题时退出码为 1"

    def handle(self, *args: Any, **options: Any) -> None:
        moment = now()
        try:
            condition = selectors.condition(moment)
        except BadRoute as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"发送：{condition.route if condition.is_on else '关闭（MAIL_URL 为空）'}"
        )
        for state, count in condition.counts.items():
            self.stdout.write(f"  {Delivery.State(state).label}：{count}")
        for mail in selectors.failed()[:20]:
            said = (
                f"{mail.get_state_display()} · {mail.masked_address or '尚无地址'} · {mail.reply}"
            )
            self.stdout.write(f"  #{mail.pk} {said}")
        if problem := condition.problem(moment):
            raise CommandError(problem, returncode=1)
        self.stdout.write("没有需要处理的问题")
