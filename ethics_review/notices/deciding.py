"""Deliberation and decision (articles 14–16, 20, 27)."""

from ethics_review.notices.stated import (
    ALWAYS,
    APPEAL,
    DECISION_LETTERS,
    DECISIONS,
    NOT_BEFORE_APPROVAL,
    OPINIONS,
    PROCEDURE,
    TALLY,
    TRACKING,
    gaps,
)
from portal.notices.catalogue import NoticeKind, letter, message
from portal.notices.contents import has, says, states
from portal.notices.effects import Effects
from portal.notices.stock import BASIS, CASE_NUMBER, DUE, ISSUER

_DECISION = states("decision", "决定", "Decision", words=DECISIONS)
#: What every decision states (article 16).
_DECIDED = (
    *ALWAYS,
    *PROCEDURE,
    *TALLY,
    states(
        "recheck_opinion",
        "专家复核意见",
        "Opinion of the experts",
        when=has("recheck_opinion"),
        words=OPINIONS,
    ),
    _DECISION,
)
_NO_APPROVAL = says(
    "no_approval",
    "性质",
    "Nature",
    "本意见书不是批准，活动不得开展",
    "This opinion is no approval; the activity must not be carried out.",
)

DECISION_NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "ethics_minutes",
        "伦理审查表决记录",
        "委员会内部的表决记录。",
        inside=True,
        mark="伦表",
        title_en="Minutes of a Vote",
        meaning_en="The committee's own record of the vote; for the committee alone.",
        must_state=(
            states("activity", "活动名称", "Activity", "activity_name"),
            CASE_NUMBER,
            ISSUER,
            BASIS,
            states("meeting", "会议编号", "Meeting", "meeting.number", when=has("meeting")),
            states("presider", "主持人", "Presided by", "meeting.presider", when=has("meeting")),
            states(
                "attended", "到会委员", "Attended", "meeting.attended.name", when=has("meeting")
            ),
            states("closed_at", "表决结束时间", "Vote closed", "tally.closed_at"),
            *TALLY,
            states("members", "表决的委员", "Voting members", "ballots.name"),
            states("votes", "各委员的表决", "Votes", "ballots.choice"),
            states("outcome", "结果", "Outcome"),
        ),
    ),
    letter(
        "ethics_preliminary",
        "初步审查意见书",
        "告知初步审查通过，须申请专家复核，不是批准。",
        mark="伦初",
        title_en="Preliminary Opinion",
        meaning_en="The preliminary review is passed. You must apply for an expert recheck before a decision.",
        must_state=(
            *ALWAYS,
            *PROCEDURE,
            *TALLY,
            states("opinion", "初步审查意见", "Preliminary opinion", field="opinion"),
            states("listed", "纳入复核清单的事由", "Why on the recheck list", "listed.text"),
            states("materials", "申请复核的材料", "Papers to apply with"),
            states(
                "recheck_term",
                "复核期限",
                "Time limit of the recheck",
                "recheck_term.text",
                english="recheck_terms",
            ),
            DUE,
            _NO_APPROVAL,
        ),
    ),
    letter(
        "ethics_approved",
        "伦理审查决定书（批准）",
        "证明活动经伦理审查批准。",
        effects=Effects(supersedes=DECISION_LETTERS),
        mark="伦批",
        title_en="Ethics Review Decision (Approval)",
        meaning_en="The activity is approved. Carry it out as approved and report changes of risk.",
        must_state=(
            *_DECIDED,
            states("approved_at", "生效日期", "Takes effect on"),
            states("advice", "建议", "Advice", "decision_text", when=has("decision_text")),
            TRACKING,
            states("tracking", "首次跟踪审查", "First tracking review", "tracking.last_day"),
            says(
                "risk_duty",
                "报告风险变化的义务",
                "Duty to report changes of risk",
                "及时识别并报告科技伦理风险的变化",
                "Changes of ethical risk must be recognised and reported in time.",
            ),
        ),
        serves="record_service",
    ),
    letter(
        "ethics_approved_after_revision",
        "伦理审查决定书（修改后批准）",
        "告知按要求修改并经核对后批准，修改前不生效。",
        effects=Effects(supersedes=DECISION_LETTERS),
        mark="伦修批",
        title_en="Ethics Review Decision (Approval after Revision)",
        meaning_en="The activity is approved once the changes required are made and checked; until then it is not.",
        must_state=(
            *_DECIDED,
            states(
                "changes", "需要修改的内容", "Changes required", "decision_text", field="advice"
            ),
            states("decided_at", "决定日期", "Decided on"),
            DUE,
            *APPEAL,
        ),
        serves="record_service",
    ),
    letter(
        "ethics_amendment_returned",
        "修改退回通知书",
        "告知修改内容仍不符合审查决定的要求。",
        mark="伦修退",
        title_en="Notice Returning an Amendment",
        meaning_en="Your changes do not meet the decision yet. Correct the points listed and submit again.",
        must_state=(
            *ALWAYS,
            *gaps("仍不符合要求之处", "Points not met"),
            states("changes", "决定要求修改的内容", "Changes required", "decision_text"),
            DUE,
            NOT_BEFORE_APPROVAL,
        ),
    ),
    letter(
        "ethics_revision",
        "伦理审查决定书（修改后再审）",
        "告知须修改后重新审查及修改建议。",
        effects=Effects(supersedes=DECISION_LETTERS),
        mark="伦再审",
        title_en="Ethics Review Decision (Revise and Review Again)",
        meaning_en="The activity is not approved. Revise it as advised and apply again; you may appeal.",
        must_state=(
            *_DECIDED,
            states("advice", "修改建议", "Advice", "decision_text", field="advice"),
            states("decided_at", "决定日期", "Decided on"),
            *APPEAL,
        ),
        serves="record_service",
    ),
    letter(
        "ethics_rejected",
        "伦理审查决定书（不予批准）",
        "告知活动未获批准的决定和理由。",
        effects=Effects(supersedes=DECISION_LETTERS),
        mark="伦不批",
        title_en="Ethics Review Decision (Rejection)",
        meaning_en="The activity is not approved and must not be carried out; you may appeal.",
        must_state=(
            *_DECIDED,
            states("reasons", "理由", "Reasons", "decision_text", field="reasons"),
            states("decided_at", "决定日期", "Decided on"),
            *APPEAL,
        ),
        serves="record_service",
    ),
    message("review_accepted", "有新受理的伦理审查"),
    message("emergency_call", "应急伦理审查，请立即参加"),
    message("reviewers_named", "您被指定审查一项活动"),
    message("adviser_invited", "邀请您提供咨询意见"),
    message("voting_opened", "表决已经开始，请投票"),
    message("opinion_received", "专家复核意见已经反馈"),
    message("amendment_submitted", "申请人提交了修改"),
    message("meeting_called", "委员会会议通知"),
    message("meeting_cancelled", "委员会会议取消"),
)
