"""The kinds of notice the portal can send. Each app registers its own when it is ready."""

from dataclasses import dataclass

from portal.notices.contents import Content
from portal.notices.effects import NONE, Effects
from portal.notices.models import Notice


class UnknownNotice(LookupError):
    """No kind of notice is registered under this code."""


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """One kind of notice: how it is named, in which form it goes out, what its template is.

    ``public_summary`` is the sentence that a stranger reads when the notice is verified: what such a notice
    attests, nothing of the case. ``publishes`` marks a notice whose subject stands in a public register; only its
    algorithm name and record number may be shown to strangers. ``inside`` marks what the deciding side writes for
    itself: nobody else of the addressed organisation reads it, though the applicant may belong to it.
    ``serves`` is the case's action that records the service of such a letter; what runs from service starts there.
    ``statutory`` is what its addressee must be told, such as every letter to the other side: mail about it cannot be
    switched off or put off.
    ``mark`` is the word for this kind in document numbers, after the issuer's own: 算备 in 京网信算备〔2026〕3号.
    ``must_state`` are the items without which the letter is not sent; ``title_en`` and ``meaning_en`` are its name and
    what it means in English, for addressees who ask for both languages. ``effects`` is what it does to earlier letters.
    """

    code: str
    title: str
    form: Notice.Form
    template: str | None = None
    public_summary: str
    publishes: bool = False
    inside: bool = False
    statutory: bool = False
    mark: str = ""
    must_state: tuple[Content, ...] = ()
    title_en: str = ""
    meaning_en: str = ""
    effects: Effects = NONE
    serves: str | None = None

    def __post_init__(self) -> None:
        if self.form == Notice.Form.LETTER and not self.template:
            raise ValueError(f"文书 {self.code} 没有模板")

    @property
    def text_template(self) -> str:
        """The template of a message's body."""
        return self.template or f"notices/messages/{self.code}.txt"


_KINDS: dict[str, NoticeKind] = {}


def register(kind: NoticeKind) -> None:
    """Make ``kind`` known. Raises ValueError when another kind has the code already."""
    if _KINDS.setdefault(kind.code, kind) != kind:
        raise ValueError(f"通知文种 {kind.code} 重复登记")


def get(code: str) -> NoticeKind:
    """The kind of ``code``. Raises UnknownNotice: a misspelt code must fail the act, not lose the notice."""
    try:
        return _KINDS[code]
    except KeyError:
        raise UnknownNotice(f"未登记的通知文种：{code}") from None


def registered() -> list[NoticeKind]:
    """Every kind, by code."""
    return sorted(_KINDS.values(), key=lambda kind: kind.code)


def inside_codes() -> list[str]:
    """The codes of what the deciding side writes for itself."""
    return [kind.code for kind in registered() if kind.inside]


def letter(
    code: str,
    title: str,
    public_summary: str,
    *,
    mark: str = "",
    must_state: tuple[Content, ...] = (),
    title_en: str = "",
    meaning_en: str = "",
    publishes: bool = False,
    inside: bool = False,
    serves: str | None = None,
    effects: Effects = NONE,
) -> NoticeKind:
    """A kind that becomes a PDF from ``templates/pdf/<code>.html``."""
    return NoticeKind(
        code=code,
        title=title,
        form=Notice.Form.LETTER,
        template=f"pdf/{code}.html",
        public_summary=public_summary,
        statutory=not inside,
        mark=mark,
        must_state=must_state,
        title_en=title_en,
        meaning_en=meaning_en,
        publishes=publishes,
        inside=inside,
        serves=serves,
        effects=effects,
    )


def message(
    code: str,
    title: str,
    public_summary: str = "门户内部消息，不是行政文书。",
    *,
    inside: bool = False,
    statutory: bool = False,
    effects: Effects = NONE,
) -> NoticeKind:
    """A kind that is read on the portal, from ``templates/notices/messages/<code>.txt``."""
    return NoticeKind(
        code=code,
        title=title,
        form=Notice.Form.MESSAGE,
        public_summary=public_summary,
        inside=inside,
        statutory=statutory,
        effects=effects,
    )
