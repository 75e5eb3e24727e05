"""``manage.py transitions``: print the generated page, or check that a committed copy is fresh."""

from portal.workflow.management.generated import GeneratedPage
from portal.workflow.matrix import transitions


class Command(GeneratedPage):
    """Prints the page; ``--check FILE`` compares it, ``--write FILE`` renews it."""

    help = "打印状态与转换（状态图、终点、状态 × 操作）"

    def page(self) -> str:
        return transitions()
