"""The law is plain Python: a lawyer's notebook can import it without a server."""

import pkgutil
import subprocess
import sys

import portal.law

FOREIGN = ("django", "celery", "redis", "rest_framework", "django_fsm", "weasyprint", "psycopg2")


def test_importing_the_whole_law_imports_nothing_of_the_server() -> None:
    names = [module.name for module in pkgutil.iter_modules(portal.law.__path__, "portal.law.")]
    assert "portal.law.periods" in names
    program = (
        f"import sys, {', '.join(names)}\n"
        f"print([name for name in {FOREIGN!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_portal_package_itself_is_empty() -> None:
    assert portal.__file__ is not None
    with open(portal.__file__, encoding="utf-8") as file:
        assert file.read() == ""
