"""Every row of every profile, against the law read by hand."""

import re
from datetime import date
from fractions import Fraction

import pytest

from portal.law.rulebook import Rulebook, profiles, rulebook
from portal.law.terms import Status

DRAFT, ENACTED = "algorithm-2021-draft", "algorithm-2022"
ETHICS, PLATFORM = "ethics-2025-draft", "platform-2021"
PENALTY, ASSESSMENT = "administrative-penalty-2021", "security-assessment-2018"
MEASURES, HOUSE, ETHICS_HOUSE = "ethics-measures-2023", "house-rules", "ethics-house-rules"
GOVERNANCE, CAMPAIGN = "governance-2021", "campaign-2022"
ENFORCEMENT_HOUSE, PLATFORM_HOUSE = "enforcement-house-rules", "platform-house-rules"
SHARED = (
    PENALTY, ASSESSMENT, HOUSE, GOVERNANCE, CAMPAIGN, ENFORCEMENT_HOUSE, PLATFORM_HOUSE,
)  # fmt: skip


def row(mark: str, code: str, *expected: object) -> object:
    """One expected row; the mark "profile#ref" ties the test to the row it proves."""
    profile, ref = mark.split("#")
    return pytest.param(
        profile, ref, code, expected, marks=pytest.mark.law(mark), id=f"{profile}-{code}"
    )


# mark, code, term, party, force, kind, article, missed, on_miss
LIMITS = [
    row("algorithm-2021-draft#20.1", "algorithm.initial", "10个工作日内", "provider", "shall",
        "duty", "第二十条第一款", "第二十九条第一款", "lead"),
    row("algorithm-2021-draft#20.2", "algorithm.change", "5个工作日内", "provider", "shall",
        "duty", "第二十条第二款", "第二十九条第一款", "lead"),
    row("algorithm-2021-draft#20.3", "algorithm.deregistration", "30个工作日前", "provider",
        "shall", "duty", "第二十条第三款", "第二十九条第二款", "lead"),
    row("algorithm-2021-draft#21", "algorithm.decision", "30个工作日内", "authority", "shall",
        "duty", "第二十一条", "", "escalate"),
    row("algorithm-2021-draft#21", "algorithm.change_decision", "30个工作日内", "authority",
        "policy", "duty", "第二十一条（类推）", "", "escalate"),
    row("algorithm-2021-draft#22", "algorithm.display", "5个工作日内", "provider", "policy",
        "duty", "第二十二条", "第二十七条", "none"),
    row("algorithm-2021-draft#23.2", "algorithm.log_retention", "不少于6个月", "provider",
        "shall", "retention", "第二十三条第二款", "第二十八条", "none"),
    row("algorithm-2021-draft#24.1", "enforcement.rectification", "由主管部门在文书中确定",
        "provider", "shall", "duty", "第二十四条第一款", "第二十七条、第二十八条", "lead"),
    row("algorithm-2021-draft#26.1", "complaint.handling", "及时", "provider", "shall", "duty",
        "第二十六条第一款", "第二十七条", "none"),
    row("algorithm-2021-draft#26.2", "complaint.appeal_handling", "及时", "provider", "shall",
        "duty", "第二十六条第二款", "第二十七条", "none"),
    row("algorithm-2022#24.1", "algorithm.initial", "10个工作日内", "provider", "shall", "duty",
        "第二十四条第一款", "第三十一条", "lead"),
    row("algorithm-2022#24.2", "algorithm.change", "10个工作日内", "provider", "shall", "duty",
        "第二十四条第二款", "第三十一条", "lead"),
    row("algorithm-2022#24.3", "algorithm.deregistration", "20个工作日内", "provider", "shall",
        "duty", "第二十四条第三款", "第三十三条第二款", "lead"),
    row("algorithm-2022#25", "algorithm.decision", "30个工作日内", "authority", "shall", "duty",
        "第二十五条", "", "escalate"),
    row("algorithm-2022#25", "algorithm.change_decision", "30个工作日内", "authority", "policy",
        "duty", "第二十五条（类推）", "", "escalate"),
    row("algorithm-2022#26", "algorithm.display", "5个工作日内", "provider", "policy", "duty",
        "第二十六条", "第三十一条", "none"),
    row("algorithm-2022#28.2", "algorithm.log_retention", "不少于6个月", "provider", "shall",
        "retention", "第二十八条第二款", "第三十二条", "none"),
    row("algorithm-2022#28.1", "enforcement.rectification", "由主管部门在文书中确定",
        "provider", "shall", "duty", "第二十八条第一款", "第三十一条、第三十二条", "lead"),
    row("algorithm-2022#22", "complaint.handling", "及时", "provider", "shall", "duty",
        "第二十二条", "第三十一条", "none"),
    row("algorithm-2022#30", "complaint.authority_handling", "及时", "authority", "shall",
        "duty", "第三十条", "", "none"),
    row("ethics-2025-draft#13", "ethics.acceptance", "5个工作日内", "committee", "policy",
        "duty", "第十三条", "", "escalate"),
    row("ethics-2025-draft#16.1", "ethics.decision", "30日内", "committee", "shall", "duty",
        "第十六条第一款", "", "escalate"),
    row("ethics-2025-draft#16.2", "ethics.appeal_window", "3个工作日内", "applicant", "shall",
        "window", "第十六条第二款", "", "lapse"),
    row("ethics-2025-draft#16.2", "ethics.appeal_decision", "7个工作日内", "committee", "shall",
        "duty", "第十六条第二款", "", "escalate"),
    row("ethics-2025-draft#17", "ethics.risk_report", "及时", "applicant", "shall", "duty",
        "第十七条", "", "none"),
    row("ethics-2025-draft#17", "ethics.tracking", "间隔不超过12个月", "committee", "generally",
        "interval", "第十七条", "", "escalate"),
    row("ethics-2025-draft#23", "ethics.recheck", "30日内", "authority", "shall", "duty",
        "第二十三条", "", "escalate"),
    row("ethics-2025-draft#24", "ethics.final_after_recheck", "5个工作日内", "committee",
        "policy", "duty", "第二十四条", "", "escalate"),
    row("ethics-2025-draft#25", "ethics.tracking_listed", "间隔不超过6个月", "committee",
        "generally", "interval", "第二十五条", "", "escalate"),
    row("ethics-2025-draft#27", "ethics.emergency_total", "72小时内", "committee", "generally",
        "duty", "第二十七条", "", "escalate"),
    row("ethics-2025-draft#27", "ethics.emergency_pre_recheck", "36小时内", "committee",
        "generally", "duty", "第二十七条", "", "escalate"),
    row("ethics-2025-draft#30.1", "ethics.centre_registration", "30日内", "committee", "shall",
        "duty", "第三十条第一款", "第三十二条", "none"),
    row("ethics-2025-draft#30.1", "ethics.centre_annual_report", "每年3月31日前", "committee",
        "shall", "duty", "第三十条第一款", "第三十二条", "none"),
    row("ethics-measures-2023#43", "sti.registration", "30日内", "unit", "shall", "duty",
        "第四十三条", "", "none"),
    row("ethics-measures-2023#43", "sti.registration_update", "及时", "unit", "shall", "duty",
        "第四十三条", "", "none"),
    row("ethics-measures-2023#44", "sti.list_registration", "30日内", "unit", "shall", "duty",
        "第四十四条", "", "none"),
    row("ethics-measures-2023#45", "sti.annual_report", "每年3月31日前", "unit", "shall", "duty",
        "第四十五条", "", "none"),
    row("platform-2021#13", "platform.annual_report", "每年3月31日前", "platform", "policy",
        "duty", "第（十三）项", "第（十三）项", "lead"),
    row("platform-2021#13", "platform.major_matter", "及时", "platform", "shall", "duty",
        "第（十三）项", "第（十三）项", "none"),
    row("algorithm-2021-draft#assessment-2018.7", "security_assessment.before_launch", "1日前",
        "provider", "shall", "duty", "第七条", "第二十八条", "lead"),
    row("algorithm-2021-draft#assessment-2018.7", "security_assessment.after_event",
        "30个工作日内", "provider", "shall", "duty", "第七条", "第二十八条", "lead"),
    row("algorithm-2022#assessment-2018.7", "security_assessment.before_launch", "1日前",
        "provider", "shall", "duty", "第七条", "第三十二条", "lead"),
    row("algorithm-2022#assessment-2018.7", "security_assessment.after_event",
        "30个工作日内", "provider", "shall", "duty", "第七条", "第三十二条", "lead"),
    row("administrative-penalty-2021#cac-2023.opening", "penalty.case_opening", "7个工作日内",
        "enforcement", "policy", "duty", "立案条款（待核对）", "", "escalate"),
    row("administrative-penalty-2021#36", "penalty.limitation", "2年内", "enforcement", "shall",
        "window", "第三十六条", "", "lapse"),
    row("administrative-penalty-2021#48", "penalty.publication_withdrawal", "3个工作日内",
        "enforcement", "shall", "duty", "第四十八条", "", "escalate"),
    row("administrative-penalty-2021#56", "penalty.evidence", "7个工作日内", "enforcement",
        "shall", "duty", "第五十六条", "", "escalate"),
    row("administrative-penalty-2021#60", "penalty.decision", "90日内", "enforcement", "shall",
        "duty", "第六十条", "", "escalate"),
    row("administrative-penalty-2021#61", "penalty.service", "7个工作日内", "enforcement",
        "shall", "duty", "第六十一条", "", "escalate"),
    row("administrative-penalty-2021#64.1", "penalty.hearing_request", "5个工作日内",
        "respondent", "shall", "window", "第六十四条第（一）项", "", "lapse"),
    row("administrative-penalty-2021#64.2", "penalty.hearing_notice", "7个工作日前",
        "enforcement", "shall", "duty", "第六十四条第（二）项", "", "escalate"),
    row("administrative-penalty-2021#67", "penalty.payment", "15日内", "respondent", "shall",
        "duty", "第六十七条", "第七十二条", "none"),
    row("administrative-penalty-2021#disclosure-2019.26", "penalty.publication", "20个工作日内",
        "enforcement", "shall", "duty", "第二十六条", "", "escalate"),
    row("administrative-penalty-2021#civil-procedure-2023.95", "penalty.notice_by_publication",
        "30日内", "respondent", "shall", "window", "第九十五条", "", "lapse"),
    row("administrative-penalty-2021#compulsion-2011.54", "penalty.demand", "10个工作日内",
        "respondent", "shall", "duty", "第五十四条", "第五十四条", "none"),
    row("administrative-penalty-2021#compulsion-2011.53", "penalty.court_enforcement",
        "3个月内", "enforcement", "shall", "window", "第五十三条", "", "lapse"),
    row("administrative-penalty-2021#reconsideration-2023.20", "remedy.reconsideration",
        "60日内", "respondent", "shall", "window", "第二十条", "", "lapse"),
    row("administrative-penalty-2021#reconsideration-2023.30",
        "remedy.reconsideration_acceptance", "5个工作日内", "reconsideration", "shall", "duty",
        "第三十条", "", "none"),
    row("administrative-penalty-2021#reconsideration-2023.62", "remedy.reconsideration_decision",
        "60日内", "reconsideration", "shall", "duty", "第六十二条", "", "none"),
    row("administrative-penalty-2021#litigation-2017.46", "remedy.lawsuit", "6个月内",
        "respondent", "shall", "window", "第四十六条", "", "lapse"),
    row("administrative-penalty-2021#litigation-2017.45",
        "remedy.lawsuit_after_reconsideration", "15日内", "respondent", "shall", "window",
        "第四十五条", "", "lapse"),
    row("house-rules#T1", "complaint.acknowledgement", "5个工作日内", "enforcement", "policy",
        "duty", "解释表 T1", "", "escalate"),
    row("house-rules#T1", "complaint.answer", "60日内", "enforcement", "policy", "duty",
        "解释表 T1", "", "escalate"),
    row("algorithm-2021-draft#F1", "algorithm.change_correction", "10个工作日内", "provider",
        "policy", "duty", "解释表 F1", "第二十九条第一款", "lead"),
    row("algorithm-2021-draft#F3", "algorithm.deregistration_correction", "10个工作日内",
        "provider", "policy", "duty", "解释表 F3", "第二十九条第二款", "lead"),
    row("algorithm-2021-draft#F5", "algorithm.display_correction", "5个工作日内", "provider",
        "policy", "duty", "解释表 F5", "第二十七条", "lead"),
    row("algorithm-2021-draft#assessment-2018.8", "security_assessment.reassessment",
        "由主管部门在文书中确定", "provider", "shall", "duty", "第八条", "第二十八条", "lead"),
    row("algorithm-2021-draft#A4", "security_assessment.supplement", "10个工作日内", "provider",
        "policy", "duty", "解释表 A4", "第二十八条", "lead"),
    row("algorithm-2022#F1", "algorithm.change_correction", "10个工作日内", "provider",
        "policy", "duty", "解释表 F1", "第三十一条", "lead"),
    row("algorithm-2022#F3", "algorithm.deregistration_correction", "10个工作日内",
        "provider", "policy", "duty", "解释表 F3", "第三十三条第二款", "lead"),
    row("algorithm-2022#F5", "algorithm.display_correction", "5个工作日内", "provider",
        "policy", "duty", "解释表 F5", "第三十一条", "lead"),
    row("algorithm-2022#assessment-2018.8", "security_assessment.reassessment",
        "由主管部门在文书中确定", "provider", "shall", "duty", "第八条", "第三十二条", "lead"),
    row("algorithm-2022#A4", "security_assessment.supplement", "10个工作日内", "provider",
        "policy", "duty", "解释表 A4", "第三十二条", "lead"),
    row("house-rules#F2", "algorithm.deregistration_decision", "20个工作日内", "authority",
        "policy", "duty", "解释表 F2", "", "escalate"),
    row("house-rules#F4", "algorithm.revocation_statement", "5个工作日内", "provider",
        "policy", "window", "解释表 F4", "", "lapse"),
    row("house-rules#F9", "algorithm.revocation_decision", "30个工作日内", "authority",
        "policy", "duty", "解释表 F9", "", "escalate"),
    row("house-rules#F6", "algorithm.confirmation", "1年内", "provider", "policy", "duty",
        "解释表 F6", "", "none"),
    row("house-rules#A2", "security_assessment.decision", "30个工作日内", "authority",
        "policy", "duty", "解释表 A2", "", "escalate"),
    row("ethics-house-rules#L4", "ethics.supplement", "15个工作日内", "applicant", "policy",
        "duty", "解释表 L4", "", "none"),
    row("ethics-house-rules#L3", "ethics.recheck_application", "10个工作日内", "unit", "policy",
        "duty", "解释表 L3", "", "none"),
    row("ethics-house-rules#L6", "ethics.amendment", "15个工作日内", "applicant", "policy",
        "duty", "解释表 L6", "", "none"),
    row("ethics-house-rules#L6", "ethics.amendment_check", "5个工作日内", "committee", "policy",
        "duty", "解释表 L6", "", "escalate"),
    row("ethics-house-rules#L7", "ethics.service", "3个工作日内", "committee", "policy", "duty",
        "解释表 L7", "", "escalate"),
    row("ethics-house-rules#L8", "ethics.late_appeal", "5个工作日内", "committee", "policy",
        "duty", "解释表 L8", "", "escalate"),
    row("ethics-house-rules#L19", "ethics.risk_answer", "5个工作日内", "committee", "policy",
        "duty", "解释表 L19", "", "escalate"),
    row("enforcement-house-rules#P1", "lead.triage", "5个工作日内", "enforcement",
        "policy", "duty", "解释表 P1", "", "escalate"),
    row("enforcement-house-rules#P4", "observation.closing", "10个工作日内", "enforcement",
        "policy", "duty", "解释表 P4", "", "escalate"),
    row("enforcement-house-rules#P5", "evaluation.completion", "60个工作日内", "enforcement",
        "policy", "duty", "解释表 P5", "", "escalate"),
    row("enforcement-house-rules#P6", "inspection.notice", "3个工作日前", "enforcement",
        "policy", "duty", "解释表 P6", "", "escalate"),
    row("enforcement-house-rules#P7", "inspection.report", "20个工作日内", "enforcement",
        "policy", "duty", "解释表 P7", "", "escalate"),
    row("enforcement-house-rules#P8", "rectification.reinspection", "10个工作日内", "enforcement",
        "policy", "duty", "解释表 P8", "", "escalate"),
    row("enforcement-house-rules#P9", "self_inspection.review", "20个工作日内", "enforcement",
        "policy", "duty", "解释表 P9", "", "escalate"),
    row("enforcement-house-rules#P9", "campaign.summary", "20个工作日内", "enforcement",
        "policy", "duty", "解释表 P9", "", "escalate"),
    row("enforcement-house-rules#P10", "penalty.legal_review", "10个工作日内", "enforcement",
        "policy", "duty", "解释表 P10", "", "escalate"),
    row("enforcement-house-rules#P11", "penalty.statement", "5个工作日内", "respondent",
        "policy", "window", "解释表 P11", "", "lapse"),
    row("enforcement-house-rules#P12", "penalty.hearing_hold", "30个工作日内", "enforcement",
        "policy", "duty", "解释表 P12", "", "escalate"),
    row("algorithm-2021-draft#P2", "complaint.company_answer", "10个工作日内", "provider",
        "policy", "duty", "解释表 P2", "第二十七条", "lead"),
    row("algorithm-2021-draft#P2", "complaint.user_appeal_answer", "5个工作日内", "provider",
        "policy", "duty", "解释表 P2", "第二十七条", "lead"),
    row("algorithm-2021-draft#P4", "observation.answer", "5个工作日内", "provider",
        "policy", "duty", "解释表 P4", "第二十八条", "lead"),
    row("algorithm-2021-draft#campaign-2022.1", "campaign.self_inspection", "由主管部门在文书中确定", "provider",
        "policy", "duty", "第（一）项", "第二十八条", "lead"),
    row("algorithm-2021-draft#P9", "self_inspection.return", "10个工作日内", "provider",
        "policy", "duty", "解释表 P9", "第二十八条", "lead"),
    row("algorithm-2022#P2", "complaint.company_answer", "10个工作日内", "provider",
        "policy", "duty", "解释表 P2", "第三十一条", "lead"),
    row("algorithm-2022#P2", "complaint.user_appeal_answer", "5个工作日内", "provider",
        "policy", "duty", "解释表 P2", "第三十一条", "lead"),
    row("algorithm-2022#P4", "observation.answer", "5个工作日内", "provider",
        "policy", "duty", "解释表 P4", "第三十二条", "lead"),
    row("algorithm-2022#campaign-2022.1", "campaign.self_inspection", "由主管部门在文书中确定", "provider",
        "policy", "duty", "第（一）项", "第三十二条", "lead"),
    row("algorithm-2022#P9", "self_inspection.return", "10个工作日内", "provider",
        "policy", "duty", "解释表 P9", "第三十二条", "lead"),
    row("platform-house-rules#P16", "platform.report_review", "30个工作日内", "enforcement",
        "policy", "duty", "解释表 P16", "", "escalate"),
    row("platform-house-rules#P16", "platform.report_return", "10个工作日内", "platform",
        "policy", "duty", "解释表 P16", "第（十三）项", "lead"),
    row("platform-house-rules#P17", "major_matter.acknowledgement", "3个工作日内", "enforcement",
        "policy", "duty", "解释表 P17", "", "escalate"),
    row("platform-house-rules#P17", "major_matter.supplement", "5个工作日内", "platform",
        "policy", "duty", "解释表 P17", "第（十三）项", "lead"),
    row("platform-house-rules#P18", "meeting.notice", "3个工作日前", "enforcement",
        "policy", "duty", "解释表 P18", "", "none"),
]  # fmt: skip


@pytest.mark.parametrize(("profile", "ref", "code", "expected"), LIMITS)
def test_limit_says_what_the_law_says(
    profile: str, ref: str, code: str, expected: tuple[object, ...]
) -> None:
    limit = rulebook(profile).limit(code)
    assert (limit.profile, limit.ref) == (profile, ref)
    assert (
        limit.term, limit.party, limit.force, limit.kind, limit.article, limit.missed,
        limit.on_miss,
    ) == expected  # fmt: skip


def test_no_row_escapes_the_table() -> None:
    written = {(param.values[0], param.values[2]) for param in LIMITS}
    files = [*profiles(), *SHARED, MEASURES, ETHICS_HOUSE]
    stored = {(limit.profile, limit.code) for name in files for limit in rulebook(name).limits}
    assert written == stored


# profile, code, value, article
THRESHOLDS = [
    (ETHICS, "ethics.quorum", 5, "第十四条第一款"),
    (ETHICS, "ethics.simplified_reviewers", 2, "第二十条第一款"),
    (ETHICS, "ethics.supplement_notices", 1, "第十三条"),
    (ETHICS, "ethics.extension_cap", 30, "解释表 Q6"),
    (ETHICS, "ethics.emergency_tracking_months", 6, "解释表 L22"),
    (ETHICS, "ethics.simplified_tracking_months", 12, "解释表 L23"),
    (ETHICS, "ethics.ordinary_likelihood", 2, "解释表 L24"),
    (ETHICS, "ethics.ordinary_severity", 2, "解释表 L24"),
    (ETHICS, "ethics.letter_hours", 24, "解释表 L37"),
    (ETHICS, "ethics.committee_members", 7, "第七条"),
    (ETHICS, "ethics.chairs", 1, "第七条"),
    (ETHICS, "ethics.sexes", 2, "第七条"),
    (ETHICS, "ethics.outside_members", 1, "第七条"),
    (ETHICS, "ethics.term_years", 5, "第七条"),
    (ETHICS, "ethics.approval_share", Fraction(2, 3), "第十六条"),
    (ETHICS, "ethics.recheck_group", 5, "第二十八条"),
    (ETHICS, "ethics.recheck_share", Fraction(2, 3), "第三十条"),
    (ENACTED, "penalty.officers", 2, "第四十二条"),
    (ENACTED, "penalty.summary_fine_cap", 3000, "第五十一条"),
    (ENACTED, "penalty.late_fee_per_day", Fraction(3, 100), "第七十二条"),
    (ENACTED, "penalty.late_fee_cap", 1, "第七十二条"),
    (ENACTED, "penalty.limitation_serious", 5, "第三十六条"),
    (ENACTED, "algorithm.correction_notices", 1, "解释表 Q1"),
    (DRAFT, "algorithm.grade_high_from", 18, "解释表 F7"),
    (ENACTED, "algorithm.grade_middle_from", 11, "解释表 F7"),
    (DRAFT, "algorithm.display_unread", 3, "解释表 F12"),
    (ENACTED, "inspection.officers", 2, "第四十二条"),
    (DRAFT, "complaint.extension", 30, "解释表 P2"),
    (DRAFT, "penalty.decision_extension", 60, "解释表 P28"),
    (DRAFT, "penalty.suspension_longest", 365, "解释表 P34"),
    (ENACTED, "penalty.fines_per_act", 1, "第二十九条"),
    (DRAFT, "rectification.longest", 365, "解释表 P8"),
    (DRAFT, "campaign.self_inspection_longest", 365, "解释表 P9"),
    (DRAFT, "complaint.files", 3, "解释表 P3"),
    (ENACTED, "evaluation.team", 2, "解释表 P5"),
    (DRAFT, "penalty.hearing_fine_from", 5_000, "解释表 P13"),
    (ENACTED, "penalty.collective_members", 3, "解释表 P14"),
    (DRAFT, "penalty.instalments_max", 12, "解释表 P15"),
]


@pytest.mark.parametrize(("profile", "code", "value", "article"), THRESHOLDS)
def test_threshold_says_what_the_law_says(
    profile: str, code: str, value: int | Fraction, article: str
) -> None:
    threshold = rulebook(profile).threshold(code)
    assert (threshold.value, threshold.article) == (value, article)


def test_no_threshold_escapes_the_table() -> None:
    stored = {row.code for name in profiles() for row in rulebook(name).thresholds}
    assert stored == {code for _, code, _, _ in THRESHOLDS}


@pytest.mark.parametrize(("present", "votes"), [(5, 4), (6, 4), (7, 5), (8, 6), (9, 6)])
def test_two_thirds_of_those_present_are_rounded_up(present: int, votes: int) -> None:
    assert rulebook(ETHICS).threshold("ethics.approval_share").needed(present) == votes


def test_a_share_without_its_whole_is_refused() -> None:
    share = rulebook(ETHICS).threshold("ethics.recheck_share")
    with pytest.raises(ValueError, match="ethics.recheck_share"):
        share.needed()
    with pytest.raises(ValueError, match="ethics.recheck_share"):
        _ = share.number


DRAFT_CONDUCT = ("7", "8", "9.1", "10", "11", "12", "13", "14", "15.2", "22", "26")
DRAFT_OTHER = ("6", "9.2", "15.1", "15.3", "16", "17", "18", "23", "24.2")
ENACTED_CONDUCT = ("7", "8", "9.1", "10", "14", "16", "17", "22", "24", "26")
ENACTED_OTHER = ("6", "9.2", "11", "13", "15", "18", "19", "20", "21", "27", "28.2")
FINED_2021, FINED_2022 = (5_000, 30_000), (10_000, 100_000)
NO_FINE = (None, None)


@pytest.mark.parametrize(
    ("profile", "code", "ref", "violates", "fine"),
    [
        (DRAFT, "algorithm.conduct", "27", DRAFT_CONDUCT, FINED_2021),
        (DRAFT, "algorithm.other_law", "28", DRAFT_OTHER, NO_FINE),
        (DRAFT, "algorithm.filing", "29.1", ("20",), FINED_2021),
        (DRAFT, "algorithm.cancellation", "29.2", ("20.3",), NO_FINE),
        (ENACTED, "algorithm.conduct", "31", ENACTED_CONDUCT, FINED_2022),
        (ENACTED, "algorithm.other_law", "32", ENACTED_OTHER, NO_FINE),
        (ENACTED, "algorithm.filing", "33.1", ("24",), FINED_2022),
        (ENACTED, "algorithm.cancellation", "33.2", ("24.3",), NO_FINE),
        (ETHICS, "ethics.violation", "32", (), NO_FINE),  # any article of the whole instrument
    ],
)
def test_sanction_names_its_articles_and_its_fine(
    profile: str, code: str, ref: str, violates: tuple[str, ...], fine: tuple[int | None, ...]
) -> None:
    sanction = rulebook(profile).sanction(code)
    assert (sanction.ref, sanction.violates) == (ref, violates)
    assert (sanction.fine_min, sanction.fine_max) == fine


FIRST_STEP = ("warning", "public_criticism", "order_correction")
SEVERE_STEP = ("suspend_updates", "fine")
EITHER = ("refusal", "serious")


@pytest.mark.parametrize(
    ("profile", "code", "measures", "opens_by", "severe"),
    [
        (DRAFT, "algorithm.conduct", FIRST_STEP, EITHER, SEVERE_STEP),
        (DRAFT, "algorithm.other_law", ("other_law",), (), ()),
        (DRAFT, "algorithm.filing", ("revoke_filing", *FIRST_STEP), EITHER, SEVERE_STEP),
        (DRAFT, "algorithm.cancellation", ("cancel_filing",), (), ()),
        (ENACTED, "algorithm.conduct", FIRST_STEP, EITHER, SEVERE_STEP),
        (ENACTED, "algorithm.other_law", ("other_law",), (), ()),
        (ENACTED, "algorithm.filing", ("revoke_filing", "warning", "public_criticism"),
         ("serious",), SEVERE_STEP),
        (ENACTED, "algorithm.cancellation", ("cancel_filing",), (), ()),
        (ETHICS, "ethics.violation", ("other_law",), (), ()),
    ],
)  # fmt: skip
def test_sanction_names_the_measures_of_its_steps_and_what_opens_the_second(
    profile: str,
    code: str,
    measures: tuple[str, ...],
    opens_by: tuple[str, ...],
    severe: tuple[str, ...],
) -> None:
    sanction = rulebook(profile).sanction(code)
    assert (sanction.measures, sanction.opens_by, sanction.severe) == (measures, opens_by, severe)


def test_a_sanction_is_read_in_the_words_of_the_article() -> None:
    sanction = rulebook(DRAFT).sanction("algorithm.conduct")
    assert sanction.measures_text == "警告、通报批评、责令限期改正"
    assert sanction.severe_when == "拒不改正或者情节严重"
    assert sanction.severe_text == "责令暂停信息更新、罚款"


def test_every_fine_of_either_text_gives_the_right_to_a_hearing() -> None:
    for profile in (DRAFT, ENACTED):
        book = rulebook(profile)
        from_here = book.threshold("penalty.hearing_fine_from").number
        least = {row.fine_min for row in book.sanctions if row.fine_min is not None}
        assert least
        assert min(least) >= from_here


def test_fine_range_includes_both_ends_and_nothing_beyond() -> None:
    sanction = rulebook(ENACTED).sanction("algorithm.conduct")
    answers = [sanction.allows_fine(yuan) for yuan in (9_999, 10_000, 100_000, 100_001)]
    assert answers == [False, True, True, False]
    assert rulebook(ENACTED).sanction("algorithm.other_law").allows_fine(10_000) is False


@pytest.mark.parametrize("profile", [DRAFT, ENACTED])
def test_each_conduct_duty_reaches_the_sanction_that_names_its_article(profile: str) -> None:
    book = rulebook(profile)
    for duty in book.items("conduct"):
        if duty.sanction:
            violates = book.sanction(duty.sanction).violates
            assert any(_covers(article, duty.ref) for article in violates), duty.code
        else:
            assert duty.code == "diversity"
            assert profile == ENACTED


def _covers(article: str, ref: str) -> bool:
    return ref == article or ref.startswith(f"{article}.")


@pytest.mark.parametrize(
    ("profile", "name", "codes"),
    [
        (ETHICS, "recheck", "human_machine_fusion opinion_mobilisation autonomous_decision"),
        (ETHICS, "recheck_questions", "human_machine_fusion.1 human_machine_fusion.2"
         " opinion_mobilisation.1 opinion_mobilisation.2 opinion_mobilisation.3"
         " autonomous_decision.1 autonomous_decision.2 autonomous_decision.3"),
        (ETHICS, "disciplines", "technology application ethics law"),
        (ETHICS, "committee_composition", "size chair vice_chairs disciplines sexes outside local"
         " term"),
        (ETHICS, "service_centre_duties", "services rules staff supervision"),
        (ETHICS, "incompatible_roles", "centre_review_and_recheck member_and_expert"
         " adviser_and_voter"),
        (ETHICS, "review_points", "fairness control transparency accountability value"),
        (ETHICS, "application_materials", "plan risk_assessment commitment"),
        (ETHICS, "decisions", "approve approve_after_revision revise reject"),
        (ETHICS, "simplified_grounds", "ordinary_risk minor_change tracking"),
        (ETHICS, "conversion_grounds", "negative doubt disagreement member_request"),
        (ETHICS, "recheck_materials", "application preliminary_opinion requested"),
        (ETHICS, "recheck_points", "compliance reasonableness"),
        (ETHICS, "recheck_exemptions", "deep_synthesis recommendation generative"),
        (ETHICS, "tracking_points", "plan risk_measures risk_change other"),
        (ETHICS, "registration_contents", "members charter rules"),
        (ETHICS, "list_registration_contents", "plan review recheck"),
        (ETHICS, "annual_report_contents", "committee_work listed_activities"),
        (ETHICS, "mutual_recognition", "joint"),
        (DRAFT, "algorithm_types", "generation_synthesis personalized_push ranking_selection"
         " retrieval_filtering dispatch_decision"),
        (ENACTED, "filing_contents", "provider_name service_form application_field"
         " algorithm_type self_assessment disclosure"),
        (ENACTED, "assessment_triggers", "new_service new_technology user_growth"
         " illegal_spread written_notice"),
        (DRAFT, "attribute_test", "forum blog chat_room group public_account short_video"
         " live_streaming sharing mini_program attached_function expression mobilisation"),
        (DRAFT, "assessment_points", "safety_staff identity logs harmful_content"
         " technical_measures complaints cyberspace_cooperation security_cooperation"),
        (ENACTED, "assessment_report_parts", "basics measures conclusion other"),
        (DRAFT, "synthesis_filing", "provider supporter generative"),
        (DRAFT, "cancellation_grounds", "not_deregistered licence_revoked site_closed"
         " service_terminated other_penalty"),
        (ENACTED, "cancellation_grounds", "not_deregistered site_closed licence_revoked"
         " other_penalty"),
        (DRAFT, "revocation_grounds", "not_as_required concealment false_material deceit_or_bribery"),
        (ENACTED, "revocation_grounds", "concealment false_material improper_means"),
        (DRAFT, "hearing_grounds", "large_fine confiscation licence closure heavier other"),
        (PLATFORM, "key_tasks", "meaning community_rules accounts content_review"
         " content_quality dissemination key_functions lawful_operation minors staff"),
    ],
)  # fmt: skip
def test_list_holds_the_entries_of_the_text(profile: str, name: str, codes: str) -> None:
    assert [item.code for item in rulebook(profile).items(name)] == codes.split()


@pytest.mark.parametrize(
    ("profile", "status", "effective"),
    [
        (DRAFT, Status.DRAFT, None),
        (ENACTED, Status.IN_FORCE, date(2022, 3, 1)),
        (ETHICS, Status.DRAFT, None),
        (PLATFORM, Status.IN_FORCE, date(2021, 9, 15)),
    ],
)
def test_profile_says_whether_it_is_law(
    profile: str, status: Status, effective: date | None
) -> None:
    book = rulebook(profile)
    assert (book.status, book.effective) == (status, effective)
    assert book.is_draft is (status is Status.DRAFT)


@pytest.mark.parametrize("profile", [DRAFT, ENACTED])
def test_every_ground_for_ending_a_filing_stands_in_the_sanction_it_names(profile: str) -> None:
    book = rulebook(profile)
    for name in ("cancellation_grounds", "revocation_grounds"):
        for ground in book.items(name):
            sanction = book.sanction(ground.sanction)
            assert (ground.ref, ground.article) == (sanction.ref, sanction.article), ground.code


@pytest.mark.parametrize("profile", [DRAFT, ENACTED, ETHICS, PLATFORM])
def test_a_house_rule_never_passes_for_the_law_of_its_profile(profile: str) -> None:
    ours = [limit for limit in rulebook(profile).limits if limit.instrument == "本平台内部规则"]
    assert ours
    for limit in ours:
        assert (limit.force, limit.set_by, limit.status) == (
            "policy", "configuration", Status.IN_FORCE,
        ), limit.code  # fmt: skip


@pytest.mark.parametrize("profile", [DRAFT, ENACTED])
def test_penalty_law_stays_in_force_inside_either_profile(profile: str) -> None:
    limit = rulebook(profile).limit("penalty.decision")
    assert limit is not None
    assert (limit.profile, limit.is_draft) == (PENALTY, False)
    assert limit.citation == "《中华人民共和国行政处罚法》第六十条"


def test_every_row_of_the_2023_measures_waits_for_its_text() -> None:
    book = rulebook(MEASURES)
    assert {row.verified for row in _rows(book)} == {False}


#: What the 2023 measures ask of a committee beside the disciplines of the draft.
COMPOSITION = ("size", "chair", "vice_chairs", "sexes", "outside", "local", "term")
LIGHTER = ("mitigated", "coerced", "confessed", "merit", "other")
EVIDENCE = (
    "documentary", "physical", "audiovisual", "electronic", "witness", "party_statement",
    "expert_opinion", "site_record",
)  # fmt: skip


def test_only_these_other_rows_are_unverified() -> None:
    files = [*profiles(), *SHARED]
    rows = {row for name in files for row in _rows(rulebook(name)) if not row.verified}
    waiting = {(row.profile, row.ref, row.code) for row in rows if row.profile != MEASURES}
    assert waiting == {
        (ENACTED, "28.2", "algorithm.log_retention"),
        (ETHICS, "30.1", "ethics.centre_registration"),
        (ETHICS, "30.1", "ethics.centre_annual_report"),
        *((ETHICS, "measures-2023.7", rule) for rule in COMPOSITION),
        (ETHICS, "measures-2023.16", "approve_after_revision"),
        (ETHICS, "measures-2023.22-24", "member_request"),
        (ETHICS, "measures-2023.28", "member_and_expert"),
        (ETHICS, "final-2026.11", "centre_review_and_recheck"),
        (PENALTY, "cac-2023.opening", "penalty.case_opening"),
        (PENALTY, "63.2", "confiscation"),
        (PENALTY, "63.6", "other"),
        (ENACTED, "28.2", "duration"),
        *((PENALTY, f"32.{place}", code) for place, code in enumerate(LIGHTER, 1)),
        *((PENALTY, f"46.{place}", code) for place, code in enumerate(EVIDENCE, 1)),
        (PENALTY, "43", "direct_interest"),
        (PENALTY, "43", "other_relation"),
        (PENALTY, "64.5", "representatives"),
        (PENALTY, "64.6", "absence"),
        (PENALTY, "64.7", "debate"),
    }


def _rows(book: Rulebook) -> list:
    items = [item for name in book.lists for item in book.items(name)]
    return [*book.limits, *book.thresholds, *book.sanctions, *items]


ARTICLE = re.compile(r"第[一二三四五六七八九十百]+条(第[一二三四五六七八九十]+款)?")


@pytest.mark.parametrize("profile", [DRAFT, ENACTED, ETHICS, PENALTY])
def test_what_a_miss_reaches_is_named_as_articles_and_not_as_prose(profile: str) -> None:
    for limit in rulebook(profile).limits:
        pieces = limit.missed.split("、") if limit.missed else []
        assert [p for p in pieces if not ARTICLE.fullmatch(p)] == [], limit.code


@pytest.mark.parametrize("profile", [DRAFT, ENACTED, ETHICS])
def test_each_article_a_miss_reaches_has_its_sanction_in_the_same_text(profile: str) -> None:
    book = rulebook(profile)
    articles = [sanction.article for sanction in book.sanctions]
    for limit in book.limits:
        if limit.profile != profile or not limit.missed:
            continue
        for piece in limit.missed.split("、"):
            assert any(article.startswith(piece) for article in articles), (limit.code, piece)


def test_the_demand_of_the_compulsion_law_cites_its_own_law() -> None:
    demand = rulebook(PENALTY).limit("penalty.demand")
    assert (demand.instrument, demand.missed) == ("中华人民共和国行政强制法", "第五十四条")


@pytest.mark.parametrize("profile", [DRAFT, ENACTED, ETHICS, PLATFORM])
def test_a_miss_leads_where_the_party_sends_it(profile: str) -> None:
    for limit in rulebook(profile).limits:
        if limit.kind == "window":
            assert limit.on_miss == "lapse", limit.code
        if limit.on_miss == "lead":
            assert limit.party in ("provider", "platform"), limit.code
        if limit.on_miss == "escalate":
            assert limit.party in ("authority", "committee", "enforcement"), limit.code


def test_row_texts_are_our_own_and_short() -> None:
    lengths = [len(row.summary) for name in profiles() for row in _rows(rulebook(name))]
    assert max(lengths) <= 80
