"""Chinese and English side by side where the addressee asks for it, from what the letter's kind declares."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.template.loader import render_to_string

from filings.states import FilingState as S
from portal.accounts.models import Organization
from portal.accounts.roles import Role
from portal.law.rulebook import rulebook
from portal.notices import catalogue, terms
from portal.notices.english import parallel
from portal.notices.models import Notice
from portal.notices.wording import english_moment, sentence
from tests import make
from tests.make import Cast
from tests.portal.web_cast import Visit, people, read, set_clock, visit

__all__ = ["people", "set_clock", "visit"]


def letter(code: str, case: Any) -> Notice:
    return Notice.objects.select_related("issuer", "addressee", "case", "event").get(
        code=code, case_id=case.pk
    )


def rows(notice: Notice) -> dict[str, str]:
    found = parallel(notice, notice.context)
    assert found is not None
    return {row["en_label"]: row["en"] for row in found}


def test_a_letter_is_in_chinese_alone_unless_the_organisation_asked(people: Cast) -> None:
    notice = letter("filing_received", make.filing(people))
    assert notice.context["wants_english"] is False
    assert parallel(notice, notice.context) is None


def test_a_refusal_is_told_in_english_with_its_reasons_dates_and_remedies(people: Cast) -> None:
    Organization.objects.filter(pk=people.company_a.pk).update(wants_english=True)
    notice = letter("filing_declined", make.filing(people, S.DECLINED))
    told = rows(notice)
    assert told["Document"] == "Notice of Refusal to File"
    assert told["Issued by"] == "演示省互联网信息办公室 (competent authority)"
    assert told["Reasons"] == "与营业执照不一致 (original in Chinese)"
    assert told["Right to file again"].startswith("You may complete the materials")
    assert told["Remedies and time limits"] == (
        "You may apply for administrative reconsideration within 60 days from the day you learn of it,"
        " to the people's government at the same level, or to this office where it is a department of the State"
        " Council. You may also bring an administrative lawsuit before the competent people's court within 6 months"
        " from the day you learn of it."
    )
    assert told["What this means"].startswith("Your algorithm is not filed")


def test_time_limits_and_closed_words_are_in_english(people: Cast) -> None:
    Organization.objects.filter(pk=people.company_a.pk).update(wants_english=True)
    told = rows(letter("filing_received", make.filing(people)))
    assert told["Time limits"] == ("authority: until 10 November 2026, 24:00 (China Standard Time)")
    assert told["Received"] == "22 September 2026, 10:00 (China Standard Time)"
    assert told["Type of algorithm"] == "ranking and selection"


def test_the_parallel_text_says_that_the_chinese_prevails_and_escapes_what_was_typed(
    people: Cast,
) -> None:
    Organization.objects.filter(pk=people.company_a.pk).update(wants_english=True)
    name = "<b>甲</b>"
    notice = letter("filing_received", make.filing(people, algorithm_name=name, public_name=name))
    page = render_to_string("pdf/_english.html", {"english": parallel(notice, notice.context)})
    assert "The Chinese text prevails." in page
    assert "&lt;b&gt;甲&lt;/b&gt;" in page
    assert "<b>" not in page


def test_a_letter_keeps_the_language_that_was_asked_for_when_it_was_caused(people: Cast) -> None:
    notice = letter("filing_received", make.filing(people))
    Organization.objects.filter(pk=people.company_a.pk).update(wants_english=True)
    notice.refresh_from_db()
    assert parallel(notice, notice.context) is None


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (
            "algorithm-2021-draft",
            "The filing must be deregistered at least 30 working days before the end of the service.",
        ),
        (
            "algorithm-2022",
            "The filing must be deregistered within 20 working days after the end of the service.",
        ),
    ],
)
def test_a_limit_becomes_a_sentence_from_its_amount_unit_and_direction(
    profile: str, expected: str
) -> None:
    row = rulebook(profile).limit("algorithm.deregistration")
    assert sentence(terms.told(row, "deregistration")) == expected


def test_a_way_that_nobody_knows_fails_where_it_is_told() -> None:
    row = rulebook("algorithm-2022").limit("remedy.lawsuit")
    with pytest.raises(KeyError, match="pray"):
        terms.told(row, "pray")


def test_a_moment_in_english_is_that_of_a_clock_in_china() -> None:
    assert english_moment("2026-12-31T16:30:00+00:00") == (
        "1 January 2027, 00:30 (China Standard Time)"
    )


def test_every_letter_has_a_name_and_a_meaning_in_english() -> None:
    letters = [kind for kind in catalogue.registered() if kind.form == Notice.Form.LETTER]
    assert [kind.code for kind in letters if not (kind.title_en and kind.meaning_en)] == []
    assert len({kind.title_en for kind in letters}) == len(letters)


def test_whoever_speaks_for_the_organisation_asks_for_english_and_it_is_recorded(
    people: Cast, visit: Visit
) -> None:
    client, page = visit(people.ai), f"/accounts/organization/{people.company_a.pk}/english/"
    assert "发给本单位的文书只有中文" in read(client, "/accounts/organization/")
    answer = client.post(page, {"wanted": "1"}, follow=True).content.decode()
    assert "此后的文书附英文对照，已经发出的文书不变" in answer
    client.post(page, {"wanted": "1"})
    people.company_a.refresh_from_db()
    assert people.company_a.wants_english is True
    [entry] = LogEntry.objects.filter(object_id=str(people.company_a.pk))
    assert (entry.user, entry.change_message) == (people.ai, "文书附英文对照：是")
    client.post(page, {"wanted": "0"})
    people.company_a.refresh_from_db()
    assert people.company_a.wants_english is False


def test_nobody_else_chooses_an_organisations_languages(people: Cast, visit: Visit) -> None:
    page = f"/accounts/organization/{people.company_a.pk}/english/"
    applicant = make.person("applicant", people.company_a, Role.APPLICANT)
    for actor in (people.dai, people.bo, applicant):
        assert visit(actor).post(page, {"wanted": "1"}).status_code == 404
    assert visit(people.ai).get(page).status_code == 405
    assert visit(people.ai).post("/accounts/organization/999999/english/").status_code == 404
    people.company_a.refresh_from_db()
    assert people.company_a.wants_english is False
