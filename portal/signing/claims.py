"""What a PDF says of itself: title and attached facts. Reads leniently, believes nothing."""

import json
import re
from hashlib import sha256
from io import BytesIO

from pypdf import PdfReader

from portal.signing.findings import Claims

_CODE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}")
_LONGEST_TITLE = 200


def claims(data: bytes) -> Claims:
    """Whatever can be read; empty where nothing can."""
    try:
        reader = PdfReader(BytesIO(data))
        title = (reader.metadata and reader.metadata.title) or ""
        facts = reader.attachments.get("notice.json", [])[:1]
        digest = sha256(facts[0]).hexdigest() if facts else ""
        return Claims(_code(facts), str(title)[:_LONGEST_TITLE], digest)
    except Exception:  # noqa: BLE001, S110 -- a hostile file may raise anything; it then claims nothing
        return Claims()


def _code(facts: list[bytes]) -> str:
    """The verification code in the attached notice, if it has the shape of one."""
    for content in facts:
        code = str(json.loads(content).get("verification_code"))
        return code if _CODE.fullmatch(code) else ""
    return ""
