"""The letters of the written examination of a security assessment (2018 rules, articles 7, 10 and 11)."""

from portal.notices.catalogue import NoticeKind, letter
from portal.notices.contents import Content, has, says, states
from portal.notices.stock import BASIS, CASE_NUMBER, CONTACT, DUE, ISSUER

_ALWAYS = (
    states("provider", "服务提供者", "Service provider", "subject_name", "organization.name"),
    states("service", "服务名称", "Service", "service_name"),
    states("trigger", "评估情形", "Ground of the assessment"),
    CASE_NUMBER,
    ISSUER,
    BASIS,
    CONTACT,
)
_RECEIVED = states("received_at", "收到时间", "Received")


def _gaps(zh: str, en: str) -> tuple[Content, Content]:
    return (
        states("gaps", zh, en, "items.item", field="items"),
        states("demands", "问题和要求", "What is required", "items.reason", field="items"),
    )


ASSESSMENT_NOTICES: tuple[NoticeKind, ...] = (
    letter(
        "assessment_received",
        "安全评估报告接收回执",
        "证明主管部门已收到安全评估报告，不代表书面审查已经完成。",
        mark="评收",
        title_en="Receipt for a Security Assessment Report",
        meaning_en="The authority has received your report; its written examination follows.",
        must_state=(
            *_ALWAYS,
            _RECEIVED,
            says(
                "form",
                "在线填报的内容",
                "Entries in the form",
                "在线填报的评估情形、评估重点和报告内容",
                "The entries made in the form of the portal.",
            ),
            states("materials", "收到的材料", "Papers received", when=has("materials")),
            DUE,
        ),
    ),
    letter(
        "assessment_supplement",
        "安全评估报告补充说明通知书",
        "一次性告知安全评估报告需要补充说明的内容，不是审查结论。",
        mark="评补",
        title_en="Request to Supplement a Security Assessment",
        meaning_en="Parts of your report are unclear, told all at once. Please supplement them.",
        must_state=(
            *_ALWAYS,
            *_gaps("需要补充说明的内容", "Items to supplement"),
            says(
                "how",
                "补充方式",
                "How to supplement",
                "修改内容或者重新上传材料，并提交补充说明",
                "Sign in, change the entries or upload papers on the page of this case, and submit the supplement.",
            ),
            DUE,
            states("silence", "未补充的后果", "If you do not supplement", "reassessment_basis"),
        ),
    ),
    letter(
        "assessment_reassessment",
        "责令重新评估通知书",
        "责令在写明的期限内重新开展安全评估并提交报告。",
        mark="评重",
        title_en="Order to Reassess",
        meaning_en="You must carry out the security assessment anew and hand in the report by the day stated.",
        must_state=(
            *_ALWAYS,
            *_gaps("理由", "Reasons"),
            states("until", "期限", "By", field="until"),
            says(
                "consequence",
                "逾期的后果",
                "If you do not",
                "由主管部门依照有关法律、行政法规和部门规章处理",
                "The competent authority proceeds under the laws and regulations that apply.",
            ),
        ),
    ),
    letter(
        "assessment_accepted",
        "安全评估报告书面审查完成通知书",
        "证明安全评估报告的书面审查已经完成；不代表对服务安全的认可或者担保。",
        mark="评审",
        title_en="Notice of Completed Examination",
        meaning_en="The written examination of your report is complete. It is no endorsement of the service's safety.",
        must_state=(
            *_ALWAYS,
            _RECEIVED,
            states("accepted_on", "完成日期", "Completed on"),
            states("opinion", "审查意见", "Opinion", when=has("opinion")),
            says(
                "no_endorsement",
                "非认可说明",
                "No endorsement",
                "不代表对服务安全的认可或者担保",
                "This letter is no endorsement or guarantee of the safety of the service.",
            ),
        ),
    ),
)
