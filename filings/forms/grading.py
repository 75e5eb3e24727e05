"""What grading asks for: five scores, the level, the mark, and why."""

from typing import Any

from django import forms
from django.utils.html import escape

from filings.grading import factors, rule_in_words, suggestion_in_words
from filings.models import Grading
from filings.wording import label, worded
from portal.law.rulebook import rulebook
from portal.workflow.forms import SEEN, SecretActForm

LOWEST, HIGHEST = 1, 5
_ENDS = {LOWEST: " 最低", HIGHEST: " 最高"}
_SCORES = [(n, f"{n}{_ENDS.get(n, '')}") for n in range(LOWEST, HIGHEST + 1)]
#: What the filing itself says of a factor, shown beside it.
_STATED: dict[str, tuple[str, ...]] = {
    "mobilisation": ("application_fields",),
    "content_category": ("algorithm_type", "output_modalities"),
    "user_scale": ("monthly_users",),
    "data": ("input_modalities", "has_biometrics", "has_identity"),
    "intervention": (),
}


def _score(label: str) -> forms.TypedChoiceField:
    """The label is the trail's; on the page stands the name of the case's own rulebook."""
    widget = forms.RadioSelect(attrs={"class": "scale"})
    return forms.TypedChoiceField(label=label, choices=_SCORES, coerce=int, widget=widget)


class GradingForm(SecretActForm):
    """Five factors from 1 to 5. The sum suggests a level; the officer decides. Begins with the present grading."""

    mobilisation = _score("舆论属性或者社会动员能力")
    content_category = _score("内容类别")
    user_scale = _score("用户规模")
    data = _score("所处理数据")  # type: ignore[assignment]  # a field is no attribute
    intervention = _score("对用户行为的干预程度")
    level = forms.ChoiceField(label="级别", choices=[("", "请选择"), *Grading.Level.choices])
    high_risk = forms.BooleanField(label="标记为高风险", required=False)
    reason = forms.CharField(
        label="理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明评分依据；与建议级别不同的，写明为什么",
    )

    def __init__(self, *args: Any, case: Any = None, **kwargs: Any) -> None:
        present = case.gradings.select_related("event").first() if case is not None else None
        begun = (
            {
                **present.scores,
                "level": present.level,
                "high_risk": present.high_risk,
                SEEN: present.event.seq,
            }
            if present
            else dict.fromkeys(_STATED)  # one factor is called like a field of the filing
        )
        super().__init__(*args, case=case, **{**kwargs, "initial": begun})
        if case is not None:
            self._speak_of(case)

    def _speak_of(self, case: Any) -> None:
        law, stated = rulebook(case.law_profile), case.as_handed_in()
        for code, name in factors(law).items():
            self.fields[code].label = name
            self.fields[code].help_text = _stated(stated, code)
        told = [suggestion_in_words(law, self._scores()), rule_in_words(law)]
        self.fields["level"].help_text = "。".join(filter(None, told)) + "。级别由您决定。"

    def _scores(self) -> dict[str, int]:
        """The scores on the page as far as they are scores, typed or begun with."""
        given = {code: self[code].value() for code in _STATED}
        whole = {str(number) for number, _ in _SCORES}
        return {code: int(value) for code, value in given.items() if str(value) in whole}


def _stated(filing: Any, code: str) -> str:
    """What was handed in on a factor, in the words of the form."""
    found = [(name, worded(name, getattr(filing, name))) for name in _STATED[code]]
    told = "；".join(f"{label(name)}：{value}" for name, value in found if value not in (None, ""))
    return str(escape(f"企业填报：{told}")) if told else ""
