"""What an officer's export says of a filing beyond what it says of every case: results alone, no content."""

from collections.abc import Callable, Mapping

from filings.models import Filing
from portal.clock import CHINA

COLUMNS: Mapping[str, Callable[[Filing], str]] = {
    "备案编号": lambda filing: filing.record_number or "",
    "备案日期": lambda filing: (
        filing.recorded_at.astimezone(CHINA).date().isoformat() if filing.recorded_at else ""
    ),
    "级别": lambda filing: filing.get_grade_level_display() if filing.grade_level else "未分级",
    "高风险": lambda filing: "是" if filing.high_risk else "否",
}
