"""How the rows of supervision and penalties fit together: lists, house rules, duties and their sanctions."""

from pathlib import Path

import pytest

from enforcement.states import LeadSource, ServiceMethod
from portal.law.rows import ListItem, Row
from portal.law.rulebook import Rulebook, rulebook
from portal.law.terms import Status
from portal.service import methods

DRAFT, ENACTED, PLATFORM = "algorithm-2021-draft", "algorithm-2022", "platform-2021"
HOUSE = "本平台内部规则"
TEXTS = [DRAFT, ENACTED]
PAGE = Path(__file__).parents[2] / "docs/law/interpretations.md"


def house_rules() -> list[Row]:
    """The limits and numbers of supervision that are ours, wherever they stand."""
    rows: list[Row] = []
    for name in (DRAFT, ENACTED, PLATFORM):
        book = rulebook(name)
        rows += [row for row in (*book.limits, *book.thresholds) if row.ref.startswith("P")]
    return list(dict.fromkeys(rows))


@pytest.mark.parametrize("rule", house_rules(), ids=lambda rule: f"{rule.profile}-{rule.code}")
def test_every_house_rule_of_supervision_names_its_row_of_the_interpretations(rule: Row) -> None:
    assert (rule.instrument, rule.article, rule.status) == (
        HOUSE, f"解释表 {rule.ref}", Status.IN_FORCE,
    )  # fmt: skip
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    [line] = [line for line in lines if line.startswith(f"| {rule.ref} |")]
    assert f"`{rule.code}`" in line


def test_there_are_house_rules_of_supervision_to_look_at() -> None:
    assert {rule.code for rule in house_rules()} >= {"lead.triage", "platform.report_review"}


# list, first article, codes
LISTS = [
    (ENACTED, "lighter_grounds", "第三十二条第（一）项",
     "mitigated coerced confessed merit other"),
    (ENACTED, "no_penalty_grounds", "第三十三条",
     "minor_corrected first_minor_corrected no_fault limitation not_proven"),
    (ENACTED, "recusal_grounds", "第四十三条", "direct_interest other_relation"),
    (ENACTED, "notice_contents", "第四十四条", "penalty facts reasons basis statement hearing"),
    (ENACTED, "evidence_kinds", "第四十六条第（一）项", "documentary physical audiovisual"
     " electronic witness party_statement expert_opinion site_record"),
    (ENACTED, "withdrawal_grounds", "第四十八条", "altered revoked unlawful void"),
    (ENACTED, "penalty_outcomes", "第五十七条第一款第（一）项",
     "penalise minor not_proven transfer"),
    (ENACTED, "collective_grounds", "第五十七条第二款", "complex major"),
    (ENACTED, "hearing_rules", "第六十四条第（三）项",
     "public chair representatives absence debate record"),
    (ENACTED, "remedy_effects", "第七十三条", "execution_continues late_fee_paused"),
    (ENACTED, "payment_relief", "第六十六条第二款", "postponed instalments"),
    (ENACTED, "service_methods", "第八十八条", "in_person left electronic post public_notice"),
    (DRAFT, "departments", "第二部分第（三）项", "cyberspace publicity education science industry"
     " public_security culture_tourism market_regulation broadcasting"),
    (DRAFT, "monitoring_points", "第三部分第（七）项", "data scenario effect"),
    (DRAFT, "monitoring_signals", "第三部分第（七）项", "spread market behaviour"),
    (DRAFT, "warning_kinds", "第三部分第（七）项", "improper unfair unjust"),
    (DRAFT, "evaluation_phases", "第三部分第（八）项", "design deployment use"),
    (DRAFT, "evaluation_points", "第三部分第（八）项", "design.mechanism design.goals"
     " deployment.scenario deployment.data use.effect use.misuse"),
    (DRAFT, "evaluation_risks", "第三部分第（八）项", "ideology fairness ethics"),
    (DRAFT, "lead_sources", "第三部分第（十一）项", "monitoring assessment filing_review complaint"
     " missed_deadline display_check inspection campaign other_department"),
    (DRAFT, "campaign_tracks", "第（一）项",
     "self_inspection on_site filing_drive responsibility rectification"),
    (DRAFT, "self_inspection_parts", "第（一）项", "inventory capability correction"),
    (DRAFT, "campaign_focus", "第（二）项", "compliance capability"),
    (DRAFT, "campaign_problem_kinds", "第（五）项", "incomplete not_executed ineffective"),
    (DRAFT, "campaign_disciplines", "工作要求", "confidentiality integrity procedure"),
    (DRAFT, "record_contents", "解释表 P7",
     "officers time_place matters findings statement signatures"),
    (DRAFT, "log_retention_checks", "第二十三条第二款",
     "mechanism scope duration integrity provision"),
    (ENACTED, "log_retention_checks", "第二十八条第二款",
     "mechanism scope duration integrity provision"),
    (DRAFT, "user_appeal_matters", "第十五条第一款",
     "opt_out tag_control explanation workers consumers user_appeals other"),
    (ENACTED, "user_appeal_matters", "第十七条",
     "opt_out tag_control explanation workers consumers user_appeals other"),
    (PLATFORM, "bulletin_kinds", "第（十二）项", "typical_case requirement good_practice"),
    (PLATFORM, "meeting_kinds", "第（十二）项", "regular interview"),
    (PLATFORM, "major_matters", "解释表 P17", "intervention content_incident security_incident"
     " new_technology rules licence minors responsible_person other"),
]  # fmt: skip


@pytest.mark.parametrize(("profile", "name", "article", "codes"), LISTS)
def test_list_holds_the_entries_of_the_text(
    profile: str, name: str, article: str, codes: str
) -> None:
    entries = rulebook(profile).items(name)
    assert [item.code for item in entries] == codes.split()
    assert entries[0].article == article


# duty: article and sanction in the draft, article and sanction in the enacted text
DUTIES = {
    "opt_out": ("15.1", "other_law", "17", "conduct"),
    "tag_control": ("15.2", "conduct", "17", "conduct"),
    "explanation": ("15.3", "other_law", "17", "conduct"),
    "filing": ("20.1", "filing", "24.1", "conduct"),
    "truthful_filing": ("20.1", "filing", "24.1", "filing"),
    "filing_change": ("20.2", "filing", "24.2", "conduct"),
    "deregistration": ("20.3", "cancellation", "24.3", "cancellation"),
    "display": ("22", "conduct", "26", "conduct"),
    "assessment": ("23.1", "other_law", "27", "other_law"),
    "logs": ("23.2", "other_law", "28.2", "other_law"),
    "cooperation": ("24.2", "other_law", "28.2", "other_law"),
    "complaints": ("26.1", "conduct", "22", "conduct"),
    "user_appeals": ("26.2", "conduct", "22", "conduct"),
}


@pytest.mark.parametrize("code", DUTIES)
def test_a_duty_stands_in_both_texts_with_its_own_article_and_sanction(code: str) -> None:
    found: tuple[str, ...] = ()
    for profile in TEXTS:
        duty = duties(rulebook(profile))[code]
        found += (duty.ref, duty.sanction.removeprefix("algorithm."))
    assert found == DUTIES[code]


def duties(book: Rulebook) -> dict[str, ListItem]:
    """The conduct list by code."""
    return {duty.code: duty for duty in book.items("conduct")}


def test_the_texts_ask_for_the_same_duties_but_for_three_new_ones() -> None:
    draft, enacted = (set(duties(rulebook(profile))) for profile in TEXTS)
    assert draft - enacted == set()
    assert enacted - draft == {"news", "competition", "elderly"}


@pytest.mark.parametrize("profile", TEXTS)
def test_the_checklist_leaves_out_no_article_that_a_sanction_names(profile: str) -> None:
    book = rulebook(profile)
    refs = [duty.ref for duty in book.items("conduct")]
    named = {article for sanction in book.sanctions for article in sanction.violates}
    assert named
    for article in named:
        assert any(ref == article or ref.startswith(f"{article}.") for ref in refs), article


@pytest.mark.parametrize("profile", TEXTS)
@pytest.mark.parametrize("name", ["complaint_categories", "user_appeal_matters"])
def test_what_people_complain_of_is_a_duty_in_plain_words_or_something_else(
    profile: str, name: str
) -> None:
    book = rulebook(profile)
    *named, other = book.items(name)
    assert (other.code, other.instrument, other.sanction) == ("other", HOUSE, "")
    assert named
    for item in named:
        duty = duties(book)[item.code]
        assert (item.ref, item.article, item.sanction) == (duty.ref, duty.article, duty.sanction)
        assert item.summary != duty.summary


def test_the_elderly_are_a_category_only_of_the_enacted_text() -> None:
    draft, enacted = (
        {item.code for item in rulebook(profile).items("complaint_categories")} for profile in TEXTS
    )
    assert enacted - draft == {"elderly"}
    assert draft - enacted == set()


def test_every_point_of_an_evaluation_belongs_to_a_phase_and_no_phase_is_empty() -> None:
    book = rulebook(DRAFT)
    phases = {item.code for item in book.items("evaluation_phases")}
    assert {item.code.partition(".")[0] for item in book.items("evaluation_points")} == phases


def test_the_sources_of_leads_and_the_ways_of_service_are_those_of_the_cases() -> None:
    book = rulebook(ENACTED)
    assert {item.code for item in book.items("lead_sources")} == set(LeadSource.values)
    named = {item.code for item in book.items("service_methods")}
    assert named <= set(ServiceMethod.values)
    # Two of the electronic ways of article 90; and service through another authority, article 91, as the post is.
    beside = {ServiceMethod.PORTAL, ServiceMethod.EMAIL, ServiceMethod.ENTRUSTED}
    assert set(ServiceMethod.values) - named == beside
    assert dict(ServiceMethod.choices) == dict(methods.ServiceMethod.choices)


def test_the_statement_ends_with_the_right_to_ask_for_a_hearing() -> None:
    book = rulebook(ENACTED)
    statement, hearing = (book.limit(f"penalty.{w}") for w in ("statement", "hearing_request"))
    assert (statement.amount, statement.unit) == (hearing.amount, hearing.unit)
    assert statement.trigger == hearing.trigger


@pytest.mark.parametrize("name", ["governance-2021", "campaign-2022"])
def test_both_texts_are_supervised_under_the_same_opinions_and_campaign(name: str) -> None:
    entries = rulebook(name).lists
    assert entries
    for profile in TEXTS:
        assert all(rulebook(profile).items(one) == entries[one] for one in entries)
