"""The letters and messages of inspections."""

from portal.notices.catalogue import NoticeKind, letter, message

NOTICES: tuple[NoticeKind, ...] = (
    letter("inspection_notice", "检查通知书", "告知企业检查的时间、地点、事项和执法人员。"),
    letter("inspection_arrival", "现场检查告知书", "告知企业到场检查的事项、执法人员和权利。"),
    letter("inspection_result", "检查情况反馈", "告知企业检查的结果，不是处罚。"),
    message("inspection_team", "您参加一项监督检查", inside=True),
    message("inspection_team_changed", "检查人员有调整"),
    message("inspection_team_lacks", "有执法人员回避，请核对检查人员", inside=True),
    message("inspection_cancelled", "监督检查已经取消"),
    message("inspection_record_ready", "请核对现场检查笔录"),
    message("inspection_record_corrected", "现场检查笔录正在更正"),
    message("inspection_signed", "企业已经签署现场检查笔录", inside=True),
    message("inspection_signature_noted", "现场检查笔录的签名情况已经登记"),
    message("recusal_asked", "企业申请执法人员回避", inside=True),
    message("recusal_granted", "回避申请已经同意"),
    message("recusal_refused", "回避申请没有同意"),
)
