"""The permission matrix, the transitions and the law mapping, generated from what the machines declare."""

from collections.abc import Iterator

from portal.accounts.roles import Role
from portal.law.rows import citation_under
from portal.law.rulebook import profiles, rulebook
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
                who = "、".join(sorted(Role(role).label for role in editors))
                yield f"| {state.label} `{state.value}` | 修改内容、上传材料 | （不变） | {who} | | |"
        yield ""


def _permission_row(kind: CaseKind, state: str, step: Action) -> str:
    target = kind.states(step.target).label if step.target else "（不变）"
    who = "、".join(sorted(Role(role).label for role in step.roles))
    guards = "、".join(f"`{guard.name}`" for guard in step.guards)
    source = kind.states(state)
    return f"| {source.label} `{state}` | {step.label} `{step.name}` | {target} | {who} | {guards} | {step.cites} |"


def transitions() -> str:
    """What leads where: a diagram, the ends, and state × action of every kind, as Markdown."""
    return (
        "\n".join([_HEAD.format("manage.py transitions"), "# 状态与转换\n", *_transition_lines()])
        + "\n"
    )


def _transition_lines() -> Iterator[str]:
    for kind in kinds():
        yield f"## {kind.label}（`{kind.code}`）\n"
        yield "```mermaid"
        yield from _diagram(kind)
        yield "```\n"
        yield "不改变状态的操作不在图上，见下表。\n"
        ends = "、".join(f"{kind.states(end).label} `{end}`" for end in kind.ends)
        yield f"终点（此后不能再办理任何操作）：{ends or '无'}\n"
        yield from _every_pair(kind)
        yield ""


def _diagram(kind: CaseKind) -> Iterator[str]:
    """One arrow between two states, however many actions lead along it."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for step in kind.actions.values():
        for source in kind.states.values:
            if step.target and source in step.source:
                arrows.setdefault((source, step.target), []).append(step.label)
    yield "stateDiagram-v2"
    yield from (f'    state "{state.label}" as {state.value}' for state in kind.states)
    yield f"    [*] --> {kind.begins}"
    for (source, target), labels in arrows.items():
        yield f"    {source} --> {target}: {'、'.join(labels)}"
    yield from (f"    {end} --> [*]" for end in kind.ends)


def _every_pair(kind: CaseKind) -> Iterator[str]:
    """Each action in a line, each state in a column: where the one leads from the other."""
    yield f"| 操作 | {' | '.join(str(state.label) for state in kind.states)} |"
    yield "|---" * (len(kind.states.values) + 1) + "|"
    for step in kind.actions.values():
        cells = (_leads(kind, step, state) for state in kind.states.values)
        yield f"| {step.label} `{step.name}` | {' | '.join(cells)} |"
    edited = ("（不变）" if kind.editable.get(state) else "不能" for state in kind.states.values)
    yield f"| 修改内容、上传材料 | {' | '.join(edited)} |"


def _leads(kind: CaseKind, step: Action, state: str) -> str:
    if state not in step.source:
        return "不能"
    return f"→ {kind.states(step.target).label}" if step.target else "（不变）"


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
                f"| {citation_under(book.title, limit)}{verified} | `{limit.code}` | {limit.summary} "
                f"| {limit.term} | {limit.force.label} | {limit.on_miss.label} "
                f"| {opened} | {closed} | {said} |"
            )
        yield ""


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
