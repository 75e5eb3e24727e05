"""What no uploaded file may carry, whatever its format: pages in disguise, archives behind, links to other machines."""

import re
from urllib.parse import unquote

ACTIVE_MARKUP = re.compile(rb"<script|<\?php", re.IGNORECASE)
PAGE_MARKUP = re.compile(rb"<html|<svg|<!doctype|<body|<iframe", re.IGNORECASE)
SCRIPT = "文件中夹带脚本或者网页代码，请用办公软件重新导出后上传。"
ARCHIVE = "文件末尾夹带了压缩包，请用办公软件重新导出后上传。"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")


def is_plain_link(target: str) -> bool:
    """Whether a link leads to the web, a mailbox, a telephone or a place in the document, never a file."""
    # Readers drop spaces and control characters before they look at the scheme.
    plain = re.sub(r"[\x00-\x20]", "", unquote(target)).lower()
    if plain.startswith(("http://", "https://", "mailto:", "tel:")):
        return True
    return not (_SCHEME.match(plain) or plain.startswith("/") or "\\" in plain)
