"""What a stranger learns from the verification code of a letter of a filing's later life, and who may read it."""

import pytest
from django.test import Client

from filings.models import Filing
from filings.notices import LIFECYCLE_NOTICES
from tests import make
from tests.make import Cast
from tests.portal.lifecycle_letters import ACTS, said
from tests.portal.sealing_cast import documented

#: What strangers read about anyway: the register shows a change in force and an end.
PUBLIC = {
    "filing_change_accepted",
    "filing_deregistered",
    "filing_cancelled_ex_officio",
    "filing_revoked",
}


@pytest.fixture
def cast(db: None) -> Cast:
    return make.cast()


def test_only_letters_of_public_facts_publish() -> None:
    assert {kind.code for kind in LIFECYCLE_NOTICES if kind.publishes} == PUBLIC


@pytest.mark.parametrize("code", ACTS)
def test_a_stranger_with_the_code_learns_nothing_of_the_case(cast: Cast, code: str) -> None:
    letter = documented(said(cast, code))
    answer = Client().get(f"/api/v1/verify/{letter.verification_code}/").json()
    assert answer["genuine"] is True
    secret = "自评估 鉴定 供应商 退款 公告 模型 责令关闭 Bo Chen 评价指标".split()
    assert [word for word in secret if word in str(answer)] == []
    if code not in PUBLIC:
        told = answer["issued"]
        assert (told["algorithm_name"], told["record_number"]) == ("", "")


def test_a_stranger_is_led_from_an_accepted_change_to_the_entry(cast: Cast) -> None:
    letter = documented(said(cast, "filing_change_accepted"))
    told = Client().get(f"/api/v1/verify/{letter.verification_code}/").json()["issued"]
    number = Filing.objects.get(pk=letter.case_id).record_number
    assert (told["algorithm_name"], told["record_number"]) == (make.NAME, number)


def test_the_company_reads_its_letters_and_an_outsider_does_not(cast: Cast) -> None:
    letter = said(cast, "filing_revocation_notice")
    readers = {}
    for user in (cast.ai, cast.bo, cast.dai, cast.eve):
        client = Client()
        client.force_login(user)
        readers[user.username] = client.get(f"/notices/{letter.pk}/").status_code
    assert readers == {"ai": 200, "bo": 200, "dai": 404, "eve": 404}
