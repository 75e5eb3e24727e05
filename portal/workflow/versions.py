"""Frozen versions: what was handed in, as it was handed in, numbered and hashed; for every kind of case."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, ClassVar, Self, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from portal.audit.models import AuditEvent
from portal.audit.verification import Break
from portal.cases.models import Case
from portal.cases.selectors import documents_of
from portal.workflow import catalogue

#: The effect by which an action freezes a version; cases that have versions have a method of this name.
FREEZES = "freeze_revision"


class FrozenVersion(models.Model):
    """One version of a case's content. A child names its foreign key to the case in ``OWNER``."""

    OWNER: ClassVar[str]

    number = models.PositiveIntegerField("版本")
    content = models.JSONField("内容", encoder=DjangoJSONEncoder)
    papers = models.JSONField("材料")
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField("固化时间")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{getattr(self, f'{self.OWNER}_id')} v{self.number}"

    @classmethod
    def freeze(cls, case: Any, event: AuditEvent, now: datetime) -> Self:
        """Keep the case's content and papers as they are; called inside the act that hands them in."""
        return cls._default_manager.create(
            **{cls.OWNER: case},
            number=case.revisions.count() + 1,
            content=case.content(),
            papers=papers_in(case),
            event=event,
            frozen_at=now,
        )


def papers_in(case: Case) -> list[dict[str, Any]]:
    """The papers in a case now, as a version keeps them."""
    return [
        {"slot": d.slot, "name": d.name, "sha256": d.file_id, "document": d.pk}
        for d in documents_of(case)
    ]


def papers_digest(papers: Any) -> str:
    """SHA-256 over a version's papers in whatever order; over anything else that somebody put in their place."""
    return _digest(sorted(papers, key=_canonical) if isinstance(papers, list) else papers)


def content_digest(content: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of a case's content."""
    return _digest(content)


def _digest(stated: Any) -> str:
    return hashlib.sha256(_canonical(stated).encode()).hexdigest()


def _canonical(stated: Any) -> str:
    return json.dumps(stated, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)


def stated(model: type[models.Model], content: dict[str, Any], name: str) -> Any:
    """A field as a stored version states it; one that the form did not have yet says what an empty form says."""
    column = cast("models.Field[Any, Any]", model._meta.get_field(name))
    return column.to_python(content.get(name, column.get_default()))


def versions_match(kind_code: str, versions: type[FrozenVersion]) -> Callable[[], Iterator[Break]]:
    """A check of the trail for one kind: a frozen version that was edited, or a hand-in whose version is gone.

    An event from before the papers were hashed names no hash of them; from one that does it cannot be taken out.
    """

    def check() -> Iterator[Break]:
        frozen = versions._default_manager.select_related(versions.OWNER, "event")
        for version in frozen.iterator(chunk_size=500):
            case: Case = getattr(version, versions.OWNER)
            told = version.event.data
            if content_digest(version.content) != told.get("content_sha256"):
                yield Break(case.number, version.event.seq, "固化的内容与记录的校验值不符")
            if "papers_sha256" in told and papers_digest(version.papers) != told["papers_sha256"]:
                yield Break(case.number, version.event.seq, "固化的材料清单与记录的校验值不符")
        steps = catalogue.kind(kind_code).actions.values()
        hand_ins = [step.name for step in steps if FREEZES in step.effects]
        handed_in = AuditEvent.objects.filter(case__kind=kind_code, action__in=hand_ins)
        lost = handed_in.exclude(pk__in=versions._default_manager.values("event"))
        for number, seq in lost.order_by("case", "seq").values_list("case__number", "seq"):
            yield Break(number, seq, "提交时固化的内容已不存在")

    return check
