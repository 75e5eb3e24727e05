"""A platform's page of the ledger as a file: a table whose cells open as the text they are, or JSON."""

import csv
import io
import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from enforcement import ledger
from enforcement.models import Platform
from portal.accounts.models import User
from portal.cases.cells import guarded
from portal.clock import CHINA

_BOM = "\ufeff"
_HEADS = ("类别", "编号", "名称", "状态", "时间", "说明")
#: What the portal writes itself: a day is no text of people's, and stays a day for the program that opens the file.
_WHEN = _HEADS.index("时间")


def as_json(platform: Platform, user: User, now: datetime) -> bytes:
    """Who it is, its yearly reports, its cases by kind, its key events; as the reader's page shows them."""
    told = {
        "platform": _who(platform),
        "reports": [_report(year) for year in ledger.years(platform, user, now)],
        "cases": [
            {**_case(line), "kind": part.code}
            for part in ledger.parts(platform, user)
            for line in part.lines
        ],
        "events": [_event(row) for row in ledger.timeline(ledger.events_of(platform, user))],
        "exported_at": now,
    }
    text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def as_csv(platform: Platform, user: User, now: datetime) -> bytes:
    """The same as one table in UTF-8 with its mark: a row for each report, case and event."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEADS)
    who = _who(platform)
    _row(writer, "平台", who["uscc"], who["name"], "", platform.listed_on.isoformat(), "列入台账")
    for year in ledger.years(platform, user, now):
        told = _report(year)
        name = f"{told['year']}年度主体责任报告"
        when = told["due_on"].isoformat() if told["due_on"] else ""
        _row(writer, "年度报告期限", told["number"], name, told["state"], when, told["told"])
    for part in ledger.parts(platform, user):
        for line in part.lines:
            case = line.case
            when = _told(case.received_at or case.created_at)
            _row(writer, part.label, case.number, case.title, line.state_label, when, "")
    for row in ledger.timeline(ledger.events_of(platform, user)):
        when, case = _told(row["occurred_at"]), row["case"]
        label, state = str(row["label"]), row["state_label"]
        _row(writer, "办理过程", case.number, case.title, state, when, label)
    return (_BOM + out.getvalue()).encode()


def _row(writer: Any, *cells: str) -> None:
    writer.writerow([guarded(cell, free=n != _WHEN) for n, cell in enumerate(cells)])


def _told(moment: datetime) -> str:
    return moment.astimezone(CHINA).isoformat(timespec="minutes")


def _who(platform: Platform) -> dict[str, Any]:
    place = platform.organization
    return {
        "name": place.name,
        "uscc": place.uscc or "",
        "division_code": place.division_code,
        "address": place.address,
        "services": platform.services,
        "responsible": platform.responsible,
        "listed_on": platform.listed_on,
        "ended_on": platform.ended_on,
    }


def _report(year: ledger.Year) -> dict[str, Any]:
    return {
        "year": year.report.year,
        "number": year.report.number,
        "due_on": getattr(year.report, "last_day", None),
        "handed_in_at": year.report.received_at,
        "state": year.state_label,
        "told": year.told,
    }


def _case(line: ledger.Line) -> dict[str, Any]:
    case = line.case
    return {
        "number": case.number,
        "title": case.title,
        "state": case.state,
        "state_label": line.state_label,
        "created_at": case.created_at,
        "received_at": case.received_at,
    }


def _event(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "occurred_at": row["occurred_at"],
        "number": row["case"].number,
        "act": str(row["label"]),
        "state_label": row["state_label"],
    }
