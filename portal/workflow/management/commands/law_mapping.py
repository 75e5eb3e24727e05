"""``manage.py law_mapping``: print the generated page, or check that a committed copy is fresh."""

from portal.workflow.management.generated import GeneratedPage
from portal.workflow.matrix import law_mapping


class Command(GeneratedPage):
    """Prints the page; ``--check FILE`` compares it, ``--write FILE`` renews it."""

    help = "打印条文与程序对照表"

    def page(self) -> str:
        return law_mapping()
