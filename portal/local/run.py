"""Runs a Python script in the portal's environment: on the running portal or its servers alone.

``python -m portal.local.run manage.py verify_audit``
"""

import os
import subprocess
import sys

from portal.local import environment, supervisor
from portal.local.environment import ROOT, Unusable


def main() -> int:
    """Runs the script named by the first argument and returns its exit status."""
    supervisor.stop_on_signals()
    script, *arguments = sys.argv[1:]
    command = [sys.executable, str(ROOT / script), *arguments]
    try:
        env = environment.found(os.environ)
        if env is not None:
            return _run(command, env)
        with environment.running(os.environ) as env:
            return _run(command, env)
    except Unusable as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1


def _run(command: list[str], env: dict[str, str]) -> int:
    return subprocess.run(command, env=env | {"PYTHONPATH": str(ROOT)}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
