"""Strangers to a case: another company, another province. No address, list, count or file betrays it."""

import pytest

from filings.states import FilingState
from portal import clock
from portal.notices.outbox import drain
from tests.browser.conftest import Visit
from tests.make import NAME, Cast, filing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ACTIONS = (
    "submit",
    "request_correction",
    "submit_correction",
    "propose_record",
    "return_proposal",
    "record",
    "decline",
    "resubmit",
    "withdraw",
    "discard",
)
SECTIONS = ("subject", "safety_officer", "algorithm", "detail", "products", "publication", "papers")
LISTS = ("overdue", "today", "tomorrow", "running", "to-do", "cases", "notices", "countersignature")


@pytest.mark.parametrize(
    ("who", "state"),
    [("dai", FilingState.CORRECTION_REQUESTED), ("eve", FilingState.SUBMITTED)],
)
def test_a_stranger_meets_404_at_every_address_of_a_case(
    people: Cast, visit: Visit, who: str, state: FilingState
) -> None:
    case = filing(people, state)
    assert drain(clock.now()) == case.notices.count() > 0
    stranger = visit(getattr(people, who))
    here = f"/cases/{case.number}/"
    paper, notice = case.documents.latest("pk"), case.notices.latest("pk")
    pages = ["", "edit/", f"documents/{paper.pk}/", f"documents/{paper.pk}/remove/"]
    pages += [f"edit/{section}/" for section in SECTIONS]
    pages += [f"actions/{action}/" for action in ACTIONS]
    found = {here + page: stranger.go(here + page) for page in pages}
    found |= {path: stranger.go(path) for path in (f"/notices/{notice.pk}/",)}
    api = f"/api/v1/cases/{case.number}/"
    calls = ["", "actions/", "timeline/", "deadlines/", "documents/", "notices/"]
    files = [f"/notices/{notice.pk}/pdf/", f"/api/v1/notices/{notice.pk}/pdf/"]
    for path in [*(api + call for call in calls), *files]:
        found[path] = stranger.context.request.get(path).status
    assert {path: status for path, status in found.items() if status != 404} == {}
    assert len(found) == 4 + len(SECTIONS) + len(ACTIONS) + 1 + len(calls) + len(files)


@pytest.mark.parametrize("who", ["dai", "eve"])
def test_a_stranger_sees_no_trace_of_a_case_in_lists_counts_and_search(
    people: Cast, visit: Visit, who: str
) -> None:
    case = filing(people)
    drain(clock.now())
    stranger = visit(getattr(people, who))
    pages = ["/desk/", "/cases/", "/notices/", f"/registry/?q={NAME}", "/accounts/organization/"]
    for page in [*pages, *(f"/desk/{slug}/" for slug in LISTS)]:
        stranger.go(page)
        matter = stranger.page.content()
        assert case.number not in matter
        assert people.company_a.name not in matter
    stranger.go("/desk/")
    counts = stranger.page.locator("main .stat__value").all_inner_texts()
    assert counts
    assert {count.replace("\n", "") for count in counts} == {"0项"}
    stranger.go("/registry/?q=青云")
    assert "共 0 条" in stranger.words
    answer = stranger.context.request.get("/api/v1/cases/").json()
    assert (answer["count"], answer["results"]) == (0, [])


def test_nobody_signed_out_comes_past_the_login(people: Cast, visit: Visit) -> None:
    case = filing(people)
    drain(clock.now())
    notice, paper = case.notices.latest("pk"), case.documents.latest("pk")
    public = visit()
    inside = [f"/cases/{case.number}/", f"/cases/{case.number}/documents/{paper.pk}/"]
    for path in [*inside, f"/notices/{notice.pk}/", f"/notices/{notice.pk}/pdf/", "/desk/"]:
        public.go(path)
        assert public.path == "/accounts/login/"
    for path in ["/api/v1/cases/", f"/api/v1/cases/{case.number}/"]:
        assert public.context.request.get(path).status == 401
