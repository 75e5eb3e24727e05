"""The letters and messages of inspections."""

from enforcement.notices.stated import ALWAYS, BASIS, CREDENTIALS, NO_PENALTY, OFFICERS, PLACE
from portal.notices.catalogue import NoticeKind, letter, message
from portal.notices.contents import has, says, states
from portal.notices.effects import Effects

_MATTERS = states("matters", "检查的条款", "Duties inspected")
_RECUSAL = says(
    "recusal",
    "申请回避的权利",
    "Right to ask for recusal",
    "有权申请其回避",
    "You may ask for the recusal of an officer who has an interest in the matter.",
)
_COOPERATION = says(
    "cooperation",
    "配合检查的义务",
    "Duty to cooperate",
    "应当如实回答询问，配合检查",
    "Answer questions truthfully, cooperate, and give the technical and data support needed.",
)

NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "inspection_notice",
        "检查通知书",
        "告知企业检查的时间、地点、事项和执法人员。",
        mark="检通",
        title_en="Notice of Inspection",
        meaning_en="You will be inspected on the day and at the place stated, by the officers named.",
        must_state=(
            *ALWAYS,
            states("planned_on", "检查时间", "Day of inspection", field="planned_on"),
            PLACE,
            _MATTERS,
            OFFICERS,
            CREDENTIALS,
            _RECUSAL,
            _COOPERATION,
            BASIS,
        ),
    ),
    letter(
        "inspection_arrival",
        "现场检查告知书",
        "告知企业到场检查的事项、执法人员和权利。",
        mark="检场",
        title_en="Notice on Arrival for Inspection",
        meaning_en="The officers named have arrived to inspect you and have shown their credentials.",
        must_state=(
            *ALWAYS,
            states("arrived_at", "到场时间", "Arrived"),
            PLACE,
            _MATTERS,
            OFFICERS,
            CREDENTIALS,
            _RECUSAL,
            _COOPERATION,
            BASIS,
        ),
    ),
    letter(
        "inspection_result",
        "检查情况反馈",
        "告知企业检查的结果，不是处罚。",
        mark="检果",
        title_en="Result of an Inspection",
        meaning_en="This is what the inspection found. An order or a penalty, if any, comes in a letter of its own.",
        must_state=(
            *ALWAYS,
            states("arrived_at", "检查开始", "Began"),
            states("left_at", "检查结束", "Ended"),
            PLACE,
            OFFICERS,
            states("results", "逐项结果", "Result of each item", "rows.told"),
            states(
                "violations", "发现的问题", "Violations", "violations.note", when=has("violations")
            ),
            states("conclusion", "结论", "Conclusion", field="conclusion"),
            states("signed", "签名情况", "Signatures or refusal"),
            NO_PENALTY,
            BASIS,
        ),
    ),
    message("inspection_team", "您参加一项监督检查", inside=True),
    message(
        "inspection_team_changed",
        "检查人员有调整",
        effects=Effects(amends=("inspection_notice",)),
    ),
    message("inspection_team_lacks", "有执法人员回避，请核对检查人员", inside=True),
    message(
        "inspection_cancelled", "监督检查已经取消", effects=Effects(revokes=("inspection_notice",))
    ),
    message("inspection_record_ready", "请核对现场检查笔录"),
    message("inspection_record_corrected", "现场检查笔录正在更正"),
    message("inspection_signed", "企业已经签署现场检查笔录", inside=True),
    message("inspection_signature_noted", "现场检查笔录的签名情况已经登记"),
    message("recusal_asked", "企业申请执法人员回避", inside=True),
    message("recusal_granted", "回避申请已经同意"),
    message("recusal_refused", "回避申请没有同意"),
)
