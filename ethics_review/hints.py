"""The next step of a review in one sentence, where the general rule would not say enough."""

from ethics_review.machines.convening import INTERESTED
from ethics_review.models import Review
from ethics_review.states import ReviewState, RoundOutcome, Vote
from portal.accounts.models import User
from portal.accounts.roles import Role

_S = ReviewState
_FILERS = frozenset({Role.APPLICANT, Role.UNIT})
_VOTING = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER})
_REVIEWED = "委员会正在审查。决定作出之前，活动不得开展。"


def hint(review: Review, user: User) -> str:
    """What this person should know of this review now; empty where the offered actions say it."""
    roles = review.roles_of(user)
    if roles & _FILERS:
        return _for_filers(review)
    if not roles & (_VOTING | {Role.SECRETARY, Role.CONSULTANT}):
        return ""
    if not review.opens_papers_to(user):
        return "请先声明您与本事项有无利益关系；声明没有冲突之后，才能看到申请内容和材料。"
    if review.open_round():
        return _for_voters(review, user)
    return _for_committee(review, roles) + _namesakes(review, roles)


def _namesakes(review: Review, roles: frozenset[Role]) -> str:
    """For whoever keeps the file: a member bears the leader's name. Names alone prove nothing, so it is only told."""
    if Role.SECRETARY not in roles or review.state not in INTERESTED:
        return ""
    leader = review.as_handed_in().leader_name
    free = review.committee.in_office().exclude(user__in=review.kept_out())
    if not leader or not free.filter(user__display_name=leader).exists():
        return ""
    return f"活动负责人“{leader}”与一名委员同名：如为同一人，请提醒其声明利益冲突并回避。"


def _for_voters(review: Review, user: User) -> str:
    if review.elector(user) is None:
        return "正在表决，等待参加表决的委员投票。"
    if review.has_voted(user):
        return "您已投票，等待其他委员投票；表决结束之前，任何人都看不到投票内容。"
    return "请审阅申请内容，逐项给出意见并投票。"


def _for_committee(review: Review, roles: frozenset[Role]) -> str:
    decides, keeps = Role.CHAIR in roles, bool(roles & {Role.CHAIR, Role.SECRETARY})
    carried = review.carried() if decides else ""
    if carried and review.state in (_S.GENERAL_REVIEW, _S.EMERGENCY_REVIEW, _S.APPEALED):
        return "表决已有结果，请据此作出决定或者初步审查意见。"
    if carried == Vote.APPROVE and review.state == _S.SIMPLIFIED_REVIEW:
        return "指定的委员全部同意，请据此作出批准决定。"
    if decides and review.state == _S.RECHECK_RETURNED and review.recheck_opinion == "disagree":
        return (
            "专家不同意初步审查意见，不能批准：请开会审议并表决，作出修改后再审或者不予批准的决定。"
        )
    last = review.rounds.order_by("-number").first() if decides else None
    aside = last is not None and last.outcome == RoundOutcome.SET_ASIDE
    if (aside and not carried) or (decides and review.is_spoilt()):
        return "上一轮表决因参加人回避等原因作废，须重新组织表决。"
    chairs = {
        _S.SIMPLIFIED_REVIEW: "请指定委员审查；全部同意的作出决定，否则转入一般程序。",
        _S.RECHECK_RETURNED: "专家复核意见已经反馈，请根据复核意见作出决定。",
        _S.APPEALED: "请审议申诉理由：充分的，重新表决并作出决定；不充分的，维持原决定并说明理由。",
    }
    keepers = {
        _S.SUBMITTED: "请核对材料并决定是否受理。材料不齐全的，只能一次性告知补充。",
        _S.SUPPLEMENT_REQUESTED: "等待申请人补充材料；补充期限届满仍不补充的，可以不予受理。",
        _S.AMENDMENT_DUE: "等待申请人按照决定的要求修改。",
        _S.AMENDMENT_SUBMITTED: "请对照决定的要求核对修改：符合的批准生效，不符合的逐项写明退回。",
        _S.AWAITING_RECHECK: "初步审查意见已经作出，等待专家复核。",
        _S.SUSPENDED: "活动已暂停。原因消除的可以恢复；跟踪审查继续进行。",
    }
    state = ReviewState(review.state)
    return (chairs.get(state, "") if decides else "") or (keepers.get(state, "") if keeps else "")


def _for_filers(review: Review) -> str:
    if review.state == _S.AWAITING_RECHECK:
        return _recheck_hint(review)
    if review.state == _S.AMENDMENT_DUE and review.amendment_returned:
        return f"修改被退回，理由 {len(review.amendment_returned)} 项。请继续修改后提交。"
    decided = f"您可以自送达之日起申诉，也可以{_AGAIN}"
    return {
        _S.SUBMITTED: "申请已经提交，等待委员会决定是否受理。获得批准之前，活动不得开展。",
        _S.SUPPLEMENT_REQUESTED: f"委员会一次性要求补充 {len(review.supplements)} 项，请补充后提交。",
        _S.NOT_ACCEPTED: f"不予受理，理由 {len(review.refusal_reasons)} 项。可以{_AGAIN}",
        _S.GENERAL_REVIEW: _REVIEWED,
        _S.SIMPLIFIED_REVIEW: _REVIEWED,
        _S.EMERGENCY_REVIEW: f"{_REVIEWED}本次审查以小时计时，请保持联系畅通。",
        _S.RECHECK_RETURNED: "专家复核意见已经反馈，等待委员会作出决定。",
        _S.AMENDMENT_DUE: (
            "请按照决定的要求修改内容，然后提交修改；核对同意之前，活动不得开展。"
            "有异议的，可以自送达之日起申诉。"
        ),
        _S.AMENDMENT_SUBMITTED: "修改正在核对，核对同意之前，活动不得开展。",
        _S.APPROVED: "已批准。请按批准的方案开展活动，及时报告风险变化，配合跟踪审查。",
        _S.RECOGNISED: "审查结果已获承认。请按审查通过的方案开展活动，及时报告风险变化，配合跟踪审查。",
        _S.REVISION_REQUIRED: f"须修改后再审。{decided}",
        _S.REJECTED: "不予批准，活动不得开展。有异议的，您可以自送达之日起申诉。",
        _S.APPEALED: "申诉正在处理，原决定在新的决定作出之前继续有效。",
        _S.UPHELD: f"申诉未获支持，原决定继续有效。可以{_AGAIN}",
        _S.SUSPENDED: "活动已被暂停，恢复之前不得继续开展。",
        _S.REREVIEW_DUE: "风险发生重大变化，请停止活动，修改后重新申请审查。",
    }.get(ReviewState(review.state), "")


_AGAIN = "修改后重新申请。"


def _recheck_hint(review: Review) -> str:
    if review.running_recheck() is not None:
        return "专家复核正在进行，复核意见反馈之后由委员会作出决定。"
    return "初步审查已经通过，活动纳入复核清单：请申请专家复核。复核意见反馈之前，活动不得开展。"
