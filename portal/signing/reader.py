"""The examining process: trust on the first line of the input, the file after it, the finding as output."""

import resource
import sys

from portal.signing import judging
from portal.signing.findings import Trust

#: Seconds of computing and bytes of memory; a letter takes a third of a second and 150 MB.
SECONDS, MEMORY = 4, 1024**3


def main() -> None:
    """Read, judge, answer. A file that is too much for the limits ends the process without an answer."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    trust = Trust.from_json(sys.stdin.buffer.readline().decode())
    examined = judging.judge(sys.stdin.buffer.read(), trust)
    sys.stdout.write(examined.to_json())


if __name__ == "__main__":
    main()
