"""A letter becomes a document, the same bytes for the same notice on every run."""

from django.template.loader import render_to_string

from portal.clock import CHINA
from portal.notices import catalogue, fonts, frame, seal_pictures, typesetting
from portal.notices.frame import SEAL
from portal.notices.models import Notice
from portal.notices.typesetting import MissingGlyph, Paper

__all__ = ["MissingGlyph", "RendererMissing", "render_letter", "renderer_problem"]


class RendererMissing(Exception):
    """The libraries or fonts that set letters are not on this machine."""


def renderer_problem() -> str | None:
    """What keeps this machine from making letters, as one sentence for the health page; None when nothing does."""
    return fonts.problem()


def render_letter(notice: Notice) -> bytes:
    """The letter's PDF/A-3a with its facts attached as ``notice.json``.

    Raises MissingGlyph naming the characters, RendererMissing naming what to install.
    """
    problem = renderer_problem()
    if problem:
        raise RendererMissing(problem)
    template = catalogue.get(notice.code).template or ""
    seal = seal_pictures.of(notice.issuer) if notice.issuer else None
    return typesetting.pdf(
        Paper(
            html=render_to_string(template, frame.context(notice, seal)),
            images={SEAL: seal.png} if seal else {},
            facts=frame.facts(notice),
            moment=notice.created_at.astimezone(CHINA).replace(microsecond=0),
            identifier=notice.verification_code,
        )
    )
