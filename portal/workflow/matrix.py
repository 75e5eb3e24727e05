"""The permission matrix and the law mapping, generated from what the machines declare."""

from collections.abc import Iterator

from portal.accounts.roles import Role
from portal.law.rulebook import Rulebook, TimeLimit, profiles, rulebook
from portal.workflow.catalogue import CaseKind, kinds
from portal.workflow.machine import Action

_HEAD = "<!-- 本文由程序生成，请勿手改：{} -->\n"


def permissions() -> str:
    """Role × state × action of every kind, as Markdown."""
    return (
        "\n".join([_HEAD.format("manage.py permissions"), "# 权限矩阵\n", *_permission_lines()])
        + "\n"
    )


def _permission_lines() -> Iterator[str]:
    for kind in kinds():
        yield f"## {kind.label}（`{kind.code}`）\n"
        creators = "、".join(sorted(Role(role).label for role in kind.creators))
        yield f"新建：{creators}\n"
        yield "| 状态 | 操作 | 转入 | 角色 | 条件 | 依据 |\n|---|---|---|---|---|---|"
        for state in kind.states:
            for step in kind.actions.values():
                if state in step.source:
                    yield _permission_row(kind, state.value, step)
            editors = kind.editable.get(state.value, ())
            if editors:
                who = "、".join(Role(role).label for role in editors)
                yield f"| {state.label} `{state.value}` | 修改内容、上传材料 | （不变） | {who} | | |"
        yield ""


def _permission_row(kind: CaseKind, state: str, step: Action) -> str:
    target = kind.states(step.target).label if step.target else "（不变）"
    who = "、".join(sorted(Role(role).label for role in step.roles))
    guards = "、".join(f"`{guard.name}`" for guard in step.guards)
    source = kind.states(state)
    return f"| {source.label} `{state}` | {step.label} `{step.name}` | {target} | {who} | {guards} | {step.cites} |"


def law_mapping() -> str:
    """Article → rulebook row → action → notice, for every profile, as Markdown."""
    return (
        "\n".join([_HEAD.format("manage.py law_mapping"), "# 条文与程序对照\n", *_mapping_lines()])
        + "\n"
    )


def _mapping_lines() -> Iterator[str]:
    for profile in profiles():
        book = rulebook(profile)
        yield f"## {book.title}（`{profile}`，{book.status.label}）\n"
        yield "| 条款 | 期限 | 内容 | 时限 | 效力 | 逾期 | 开始计算 | 结束计算 | 文书 |"
        yield "|---|---|---|---|---|---|---|---|---|"
        for limit in book.limits:
            opened, closed, said = _uses(limit.code)
            verified = "" if limit.verified else "（未核对）"
            yield (
                f"| {_place(limit, book)}{verified} | `{limit.code}` | {limit.summary} "
                f"| {limit.term} | {limit.force.label} | {limit.on_miss.label} "
                f"| {opened} | {closed} | {said} |"
            )
        yield ""


def _place(limit: TimeLimit, book: Rulebook) -> str:
    """The article; of an included row with its own law, whose article it is."""
    return limit.article if limit.instrument == book.title else limit.citation


def _uses(code: str) -> tuple[str, str, str]:
    """Which acts open a limit, which end it, and which notices those acts cause."""
    opened, closed, said = [], [], []
    for kind in kinds():
        if any(opens.code == code for opens in kind.standing):
            opened.append(f"{kind.label}·随字段")
        for step in kind.actions.values():
            opens = any(one.code == code for one in step.opens)
            ends = code in step.closes or any(one.code == code for one in step.voids)
            opened += [f"{kind.label}·{step.label}"] * opens
            closed += [f"{kind.label}·{step.label}"] * ends
            said += [f"`{says.code}`" for says in step.says if opens or ends]
    return "、".join(opened), "、".join(closed), "、".join(dict.fromkeys(said))
