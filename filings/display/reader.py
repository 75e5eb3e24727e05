"""The process that reads one hostile page: a request in JSON on its input, an answer in JSON on its output.

Started by ``isolation`` with little memory, little time and nothing of the portal's secrets.
"""

import base64
import json
import resource
import sys
from typing import Any

from filings.display.entry import Entry
from filings.display.results import Result
from filings.display.verdict import Source, Verdict, judge, needs

#: Bytes of memory, seconds of computing.
MEMORY, SECONDS = 1024 * 1024 * 1024, 12


def answer(request: dict[str, Any]) -> str:
    """What the page needs, or the verdict on it, in JSON."""
    source = Source(base64.b64decode(request["body"]), request["content_type"], request["url"])
    if request["what"] == "needs":
        asked = needs(source)
        return json.dumps({"sheets": asked.sheets, "sent_on": asked.sent_on})
    entry = Entry(request["portal"], request["digits"])
    return judge(source, entry, request["sheets"], request["arrived"]).as_json()


def main() -> None:
    """Bind oneself, read, answer. A page that breaks the reader is told from one that was read."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    request = json.load(sys.stdin)
    try:
        said = answer(request)
    except Exception as problem:  # whatever a page makes the parsers raise is a fact about the page
        print(f"{type(problem).__name__}: {problem}"[:500], file=sys.stderr)  # noqa: T201 -- its channel
        said = _broken(request["what"])
    sys.stdout.write(said)


def _broken(what: str) -> str:
    if what == "needs":
        return json.dumps({"sheets": [], "sent_on": ""})
    return Verdict(Result.UNREADABLE, "网页的写法使检查程序无法读取").as_json()


if __name__ == "__main__":
    main()
