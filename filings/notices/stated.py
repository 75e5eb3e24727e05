"""Items that the letters of a filing must state."""

from portal.notices.contents import says, states
from portal.notices.effects import Effects
from portal.notices.stock import BASIS, CASE_NUMBER, CONTACT, ISSUER

_TYPES = {
    "生成合成类": "generation and synthesis",
    "个性化推送类": "personalised push",
    "排序精选类": "ranking and selection",
    "检索过滤类": "search and filtering",
    "调度决策类": "dispatch and decision-making",
}
SUBJECT = states("subject", "备案主体", "Filing entity", "subject_name", "organization.name")
ALGORITHM = states("algorithm", "算法名称", "Algorithm", "algorithm_name")
TYPE = states("algorithm_type", "算法类型", "Type of algorithm", words=_TYPES)
NUMBER = states("record_number", "备案编号", "Filing number")
RECEIVED = states("received_at", "收到时间", "Received")
NO_ENDORSEMENT = says(
    "no_endorsement",
    "非认可说明",
    "No endorsement",
    "不代表对你单位及其产品、服务、技术的认可",
    "The filing is no endorsement of the entity, its products, services or technology.",
)
NUMBER_ENDS = says(
    "effect",
    "效力",
    "Effect",
    "不再使用，也不发给他人",
    "The filing number is no longer valid and must no longer be displayed.",
)
FILING_STANDS = says(
    "effect",
    "效力",
    "Effect",
    "继续有效",
    "The filing number and the published content remain valid.",
)
#: The letters that attest an entry of the register, and what an end does to them.
ATTESTED = ("filing_recorded", "filing_change_accepted")
ENDS = Effects(revokes=ATTESTED)
#: What every letter names: whose filing, which case, by whom, under what, where to ask.
ALWAYS = (SUBJECT, ALGORITHM, CASE_NUMBER, ISSUER, BASIS, CONTACT)
#: The same once there is a number.
NUMBERED = (NUMBER, *ALWAYS)


def gaps(path: str = "corrections") -> tuple:
    """Every gap: the item and what is wrong with it."""
    return (
        states("gaps", "需要补正的内容", "Items to correct", f"{path}.item", field="items"),
        states("demands", "问题和要求", "What is required", f"{path}.reason", field="items"),
    )
