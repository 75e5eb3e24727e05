"""An application by the engine: from the draft to a procedure."""

import pytest

from portal.workflow.errors import GuardFailed
from tests import make
from tests.ethics_review import applying, people
from tests.ethics_review.applying import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_complete_application_is_handed_in_and_accepted() -> None:
    cast = people.cast()
    review = applying.accepted(cast)
    assert (review.state, review.title) == ("general_review", "出行行为预测模型研究")
    assert review.proposed_procedure == "simplified"
    assert review.authority == cast.unit_a
    assert not review.on_recheck_list


def test_an_application_without_its_papers_cannot_be_handed_in() -> None:
    cast = people.cast()
    case = make.edit(applying.draft(cast), cast.lin, **applying.content()).case
    with pytest.raises(GuardFailed) as refused:
        make.act(case, "submit", cast.lin, now=NOW)
    assert [(r.field, r.message) for r in refused.value.reasons] == [
        ("qualification", "缺少材料“机构资质材料”"),
        ("commitment", "缺少材料“承诺书”"),
    ]
