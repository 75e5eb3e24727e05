"""What a panel of experts must be (2023 measures, article 28)."""

from collections.abc import Sequence

from ethics_review.states import Discipline

#: Peers of the field, ethics and law; technology and application are both peers.
_PEERS = frozenset({Discipline.TECHNOLOGY.value, Discipline.APPLICATION.value})


def panel_problems(names: Sequence[str], disciplines: Sequence[str], *, least: int) -> list[str]:
    """A sentence for each rule that the named experts do not meet; empty for a sound panel."""
    found = []
    if len(names) < least:
        found.append(f"复核专家组不少于 {least} 人，现有 {len(names)} 人")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        found.append(f"{'、'.join(twice)}重复列入")
    present = set(disciplines)
    missing = [
        label
        for label, there in (
            ("本领域同行", bool(present & _PEERS)),
            (Discipline.ETHICS.label, Discipline.ETHICS.value in present),
            (Discipline.LAW.label, Discipline.LAW.value in present),
        )
        if not there
    ]
    if missing:
        found.append(f"复核专家组缺少{'、'.join(str(label) for label in missing)}方面的专家")
    return found
