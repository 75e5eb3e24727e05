"""What a penalty case asks for around the prior notice: its service, and what the party says to it."""

from typing import Any

from django import forms

from enforcement.forms.penalty import tick
from enforcement.forms.penalty_investigating import RecusalRequestForm
from enforcement.forms.performing import ANNOUNCED_LAST, UNKNOWN_WHEREABOUTS, ServedForm, day
from portal.workflow.choosing import long_text, wall_clock
from portal.workflow.forms import CaseForm

WAYS = (("written", "书面"), ("oral", "口头，已制作笔录"))
_DONE = "当事人声明陈述完毕，或者不陈述"


class NoticeForm(CaseForm):
    """Why the notice is heavier than the one before it, where it is."""

    change_reason = long_text(
        "加重的理由",
        "拟作出的处罚重于上一次告知的内容的，写明依据哪些新的事实或者证据；第一次告知的不填",
        rows=3,
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None and not self.case.announced:
            del self.fields["change_reason"]


class NoticeServiceForm(ServedForm):
    """How a notice or an order reached the party; a public notice by the day on which it appeared."""

    notice_on = day("公告日期", "只在公告送达时填写；公告期满视为送达", required=False)
    unknown_whereabouts = tick(UNKNOWN_WHEREABOUTS, ANNOUNCED_LAST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["served_at"].help_text += "；公告送达的不填"
        self.fields["place"].help_text = "公告送达的，填写公告载体"


class StatementForm(CaseForm):
    """What the party has to say, and whether that is all."""

    statement = long_text(
        "陈述和申辩意见",
        "要附的材料请先在“陈述申辩材料”中上传；不陈述的，写明不陈述",
        rows=10,
        max_length=20000,
    )
    done = tick(
        "陈述完毕或者不陈述",
        "勾选以后，不等期限届满就可能作出决定；不勾选的，期限届满以前还可以补充",
    )


class ReceivedForm(CaseForm):
    """When, how and on which paper the party said something outside the portal."""

    received_at = wall_clock("收到时间", "北京时间；邮寄的，填写收到的时间")
    way = forms.ChoiceField(label="提出方式", choices=WAYS)
    paper = forms.CharField(
        label="材料或者笔录的编号", max_length=200, help_text="书面材料或者口头笔录在案卷中的编号"
    )


class ReceivedStatementForm(ReceivedForm):
    """A statement that the party handed over or spoke."""

    statement = long_text("陈述和申辩意见", "照录或者摘要", rows=10, max_length=20000)
    done = tick(_DONE)


class ReceivedHearingForm(ReceivedForm):
    """A hearing asked for on paper or by mouth."""

    hearing_reasons = long_text("要求听证的理由", rows=5, max_length=4000)


class ReceivedRecusalForm(RecusalRequestForm, ReceivedForm):
    """A request for recusal on paper or by mouth."""


#: The forms of this stage, by the act that asks for each.
NOTICING_FORMS: dict[str, type[CaseForm]] = {
    "notify": NoticeForm,
    "record_notice_service": NoticeServiceForm,
    "make_statement": StatementForm,
    "record_statement": ReceivedStatementForm,
    "record_hearing_request": ReceivedHearingForm,
    "record_hearing_waiver": ReceivedForm,
    "record_recusal_request": ReceivedRecusalForm,
}
