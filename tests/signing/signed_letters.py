"""Letters as they are issued, numbered, sealed and signed, without a database."""

from portal.accounts.models import Organization
from portal.audit.models import Seal
from portal.notices import catalogue
from portal.notices.models import Notice
from portal.notices.render import render_letter
from portal.signing import papers
from tests.portal.notice_cast import NOW, unsaved_letter


def letter_codes() -> list[str]:
    """Every kind of letter of the portal."""
    return [kind.code for kind in catalogue.registered() if kind.form == Notice.Form.LETTER]


def signed_letter(code: str, **facts: object) -> bytes:
    """One letter; facts of its own kind that are not given are blank."""
    notice = unsaved_letter(code, **facts)
    notice.number, notice.edition = "演网信撤备〔2026〕3号", 1
    notice.issuer = Organization(name=notice.context["issuer"], is_demo=True)
    notice.printed_seal = Seal(number=128, root="3f" * 32)
    return papers.sign_pdf(render_letter(notice), reason=notice.title, signed_at=NOW).data
