"""``manage.py permissions``: print the generated page, or check that a committed copy is fresh."""

from portal.workflow.management.generated import GeneratedPage
from portal.workflow.matrix import permissions


class Command(GeneratedPage):
    """Prints the page; ``--check FILE`` compares it, ``--write FILE`` renews it."""

    help = "打印权限矩阵（角色 × 状态 × 操作）"

    def page(self) -> str:
        return permissions()
