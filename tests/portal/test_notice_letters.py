"""Every letter states what it must, in embedded Chinese fonts, in the same bytes on every run."""

import hashlib
import io
import json
import os
import subprocess
import sys
from typing import Any

import pypdf
import pytest
from django.template.loader import render_to_string

from filings.notices import FILING_NOTICES
from portal.notices import fonts
from portal.notices.render import MissingGlyph, RendererMissing, render_letter, renderer_problem
from tests.portal.notice_cast import CODE, EVENT_HASH, NOW, unsaved_letter

CODES = [kind.code for kind in FILING_NOTICES]
ON_EVERY_LETTER = [
    "演示省互联网信息办公室",
    "青云智能科技有限公司：",
    "91110108MA01ABCD2X",
    "青云资讯排序精选算法",
    "排序精选类",
    "《互联网信息服务算法推荐管理规定（征求意见稿）》第二十一条",
    "依据征求意见稿，非现行有效规定",
    "演示数据，不具法律效力",
    "2026年3月9日",
    "F2026-000123",
    CODE,
    f"/verify/{CODE}/",
    EVENT_HASH,
    "—2—",  # the first page of the letter form has no number
]
ON_ITS_OWN = {
    "filing_received": [
        "2026年3月9日10时05分收到",
        "1.算法安全自评估报告",
        "2.拟公示内容",
        "最后一日为2026年4月21日，当日24时届满",
        "义务人：主管部门",
        "日期为暂算",
        "不代表已经备案",
        "联系：演示省互联网信息办公室，事项编号F2026-000123",
    ],
    "filing_correction": [
        "一次性全部告知",
        "与自评估报告不一致。",
        "许可主体不是备案主体。",
        "请尽快完成。",
        "作出决定前未补正的",
        "不中断本机关的办理期限",
    ],
    "filing_recorded": [
        "网信算备990101234567890260012号",
        "备案日期2026年3月9日",
        "显著位置标明备案编号",
        "公示信息的链接",
        "在五个工作日内办理变更。",
        "终止服务前三十个工作日办理注销。",
        "备案不代表对你单位及其产品、服务、技术的认可",
        "复核：李主管",
    ],
    "filing_declined": [
        "决定不予备案",
        "承诺书未加盖公章。",
        "可以在本门户重新提交备案",
        "60日内申请行政复议",
        "6个月内提起行政诉讼",
    ],
    "filing_withdrawn": [
        "2026年3月9日10时05分收到",
        "本次备案办理自撤回时终止",
        "撤回不免除依法备案的义务",
    ],
}


def text_of(data: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


@pytest.mark.parametrize("code", CODES)
def test_a_letter_states_all_it_must(code: str) -> None:
    text = text_of(render_letter(unsaved_letter(code)))
    assert [said for said in [*ON_EVERY_LETTER, *ON_ITS_OWN[code]] if said not in text] == []


@pytest.mark.parametrize(
    ("provisional", "end"),
    [(False, "24时。"), (True, "24时（该年度放假安排尚未公布，日期为暂算）。")],
)
def test_a_correction_letter_says_until_when_the_authority_decides(
    provisional: bool, end: str
) -> None:
    facts = {"decision_due": "2026-04-21", "decision_provisional": provisional}
    text = text_of(render_letter(unsaved_letter("filing_correction", **facts)))
    assert f"请尽快完成，并为本机关审核留出时间：办理期限至2026年4月21日{end}" in text


@pytest.mark.parametrize("code", CODES)
def test_a_letter_needs_none_of_the_optional_facts(code: str) -> None:
    letter = unsaved_letter(code)
    letter.context = {"case_number": "F2026-000123", "issued_on": "2026-03-09"}
    text = text_of(render_letter(letter))
    assert "青云智能科技有限公司：" in text
    assert "None" not in text
    assert "演示数据" not in text
    assert "征求意见稿" not in text


DRAFT, PENALTY_LAW = "《某规定（征求意见稿）》第六条", "《行政处罚法》第四十五条"
NOT_LAW = "（征求意见稿，非现行有效规定）"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"draft_articles": [DRAFT]}, f"{PENALTY_LAW}、{DRAFT}{NOT_LAW}。"),
        ({"draft_articles": [PENALTY_LAW, DRAFT]}, f"{PENALTY_LAW}、{DRAFT}{NOT_LAW}。"),
        ({"draft_articles": [PENALTY_LAW]}, f"{PENALTY_LAW}{NOT_LAW}、{DRAFT}。"),
        ({"draft_articles": []}, f"{PENALTY_LAW}、{DRAFT}。"),
        ({}, f"{PENALTY_LAW}、{DRAFT}{NOT_LAW}。"),  # frozen before citations were told apart
    ],
)
def test_each_citation_says_for_itself_whether_it_is_law(told: Any, expected: str) -> None:
    facts = {"articles": [PENALTY_LAW, DRAFT], "law_is_draft": True, **told}
    said = "".join(render_to_string("pdf/_basis.html", facts).split())
    assert said == f"<p>依据：{expected}</p>"


def test_a_correction_tells_by_when_the_authority_must_decide() -> None:
    due = unsaved_letter("filing_correction", decision_due="2026-04-21", decision_provisional=True)
    assert "办理期限至2026年4月21日24时（该年度放假安排尚未公布，日期为暂算）" in text_of(
        render_letter(due)
    )


def test_every_font_is_embedded_and_the_body_is_fangsong() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render_letter(unsaved_letter("filing_recorded"))))
    embedded = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            base = font.get_object()["/DescendantFonts"][0].get_object()
            described = base["/FontDescriptor"].get_object()
            embedded[str(base["/BaseFont"])] = any(f"/FontFile{n}" in described for n in ("", 2, 3))
    assert set(embedded.values()) == {True}
    own = "FandolFang" if "FandolFang" in fonts.searched() else "Noto-Serif-CJK-SC"
    assert [name for name in embedded if own in name] != []


def test_the_facts_are_attached_for_machines() -> None:
    letter = unsaved_letter("filing_recorded")
    reader = pypdf.PdfReader(io.BytesIO(render_letter(letter)))
    facts = json.loads(reader.attachments["notice.json"][0])
    assert facts["content"] == letter.context
    assert facts["event_hash"] == EVENT_HASH
    assert facts["verification_code"] == CODE
    assert b'pdfaid:part="3"' in reader.trailer["/Root"]["/Metadata"].get_data()


def test_two_processes_make_the_same_bytes() -> None:
    program = (
        "import django, hashlib; django.setup()\n"
        "from tests.portal.notice_cast import unsaved_letter\n"
        "from portal.notices.render import render_letter\n"
        "print(hashlib.sha256(render_letter(unsaved_letter('filing_declined'))).hexdigest())"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    other = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    )
    here = hashlib.sha256(render_letter(unsaved_letter("filing_declined"))).hexdigest()
    assert other.stdout.split()[-1] == here


@pytest.mark.parametrize("char", "䶮㛃镕喆𠮷𠀀𪚥")
def test_a_rare_character_is_set_in_the_fallback_face(char: str) -> None:
    assert f"李{char}科技" in text_of(
        render_letter(unsaved_letter("filing_recorded", subject_name=f"李{char}科技"))
    )


def test_a_hanzi_beyond_the_basic_plane_is_set_in_the_hanazono_face() -> None:
    reader = pypdf.PdfReader(
        io.BytesIO(render_letter(unsaved_letter("filing_recorded", subject_name="王𬺡")))
    )
    faces = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert [face for face in faces if "HanaMinB" in face] != []
    assert "HanaMinB" in fonts.searched()


def test_a_character_of_no_font_stops_the_letter_and_is_named() -> None:
    missing = "\U000e0100\U0010fffd"  # a variation selector, then a private code point
    with pytest.raises(MissingGlyph) as refused:
        render_letter(unsaved_letter("filing_recorded", subject_name=f"青云{missing[1]}"))
    assert "U+10FFFD" in str(refused.value)
    assert "Noto Serif CJK SC" in str(refused.value)


def test_the_next_letter_is_not_blamed_for_a_missing_character() -> None:
    with pytest.raises(MissingGlyph):
        render_letter(unsaved_letter("filing_recorded", subject_name="\U0010fffd"))
    assert render_letter(unsaved_letter("filing_recorded")).startswith(b"%PDF-1.7")


def test_markup_in_a_name_is_printed_as_text() -> None:
    name = "<b>青云</b><img src=file:///etc/passwd>{{ settings.SECRET_KEY }}"
    text = text_of(render_letter(unsaved_letter("filing_recorded", algorithm_name=name)))
    assert "<b>青云</b><imgsrc=file:///etc/passwd>{{settings.SECRET_KEY}}" in text


def test_marks_that_turn_the_reading_direction_are_left_out() -> None:
    letter = unsaved_letter("filing_recorded", algorithm_name="甲\u202e乙丙\u202c丁")
    assert "甲乙丙丁" in text_of(render_letter(letter))


def test_a_very_long_name_stays_on_the_page() -> None:
    letter = unsaved_letter("filing_recorded", algorithm_name="算" * 600, record_number="9" * 200)
    assert text_of(render_letter(letter)).count("算" * 20) >= 10


def test_a_missing_library_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_loads", lambda library: "pango" not in library)
    sentence = renderer_problem()
    assert sentence is not None
    assert sentence.startswith("缺少排版组件 libpango")
    with pytest.raises(RendererMissing, match="libpango"):
        render_letter(unsaved_letter("filing_recorded"))


def test_this_machine_can_set_letters() -> None:
    assert renderer_problem() is None


def test_the_document_bears_the_date_of_the_notice() -> None:
    metadata = pypdf.PdfReader(
        io.BytesIO(render_letter(unsaved_letter("filing_received")))
    ).metadata
    assert metadata is not None
    assert metadata.creation_date == NOW
