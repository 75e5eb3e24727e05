"""Every hostile file is refused with one sentence that names the problem; honest ones pass."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from portal.cases.models import StoredFile
from portal.cases.upload_names import MAX_LENGTH, checked_name
from portal.cases.uploads import check_upload, store
from tests.portal import upload_samples as samples

ALL = frozenset({"pdf", "docx", "png", "jpeg"})


def refusal(name: str, data: bytes, allowed: frozenset[str] = ALL) -> str:
    with pytest.raises(ValidationError) as refused:
        check_upload(SimpleUploadedFile(name, data), allowed=allowed)
    [sentence] = refused.value.messages
    return sentence


@pytest.mark.parametrize(
    ("name", "data", "content_type"),
    [
        ("自评估报告.pdf", samples.pdf(), "application/pdf"),
        (
            "承诺书.DOCX",
            samples.word(),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("截图.png", samples.picture(), "image/png"),
        ("截图.jpg", samples.picture("JPEG"), "image/jpeg"),
        ("截图 (1).jpeg", samples.picture("JPEG"), "image/jpeg"),
    ],
)
def test_an_honest_file_passes(name: str, data: bytes, content_type: str) -> None:
    checked = check_upload(SimpleUploadedFile(name, data, "text/html"), allowed=ALL)
    assert (checked.name, checked.content_type, checked.data) == (name, content_type, data)
    assert (checked.size, checked.sha256) == (len(data), hashlib.sha256(data).hexdigest())


HOSTILE = {
    "empty": ("a.pdf", b"", "文件“a.pdf”是空的，请选择有内容的文件。"),
    "type not asked for": ("a.exe", b"MZ", "文件“a.exe”的类型不在允许范围内，此处只接受 "),
    "page in disguise": ("a.pdf", b"<html><script>x</script>", "内容不是 PDF"),
    "program in disguise": ("a.png", b"MZ\x90\x00" + b"\0" * 100, "内容不是 PNG"),
    "drawing in disguise": ("a.png", b"<svg onload=alert(1)>", "内容不是 PNG"),
    "picture called pdf": ("a.pdf", samples.picture(), "内容不是 PDF（看上去是 .png 文件）"),
    "pdf called picture": ("a.jpg", samples.pdf(), "内容不是 JPEG（看上去是 .pdf 文件）"),
    "pdf with a page in front": ("a.pdf", b"<!doctype html>" + samples.pdf(), "内容不是 PDF"),
    "pdf and page at once": (
        "a.pdf",
        b"%PDF-1.7\n<script>x</script>" + samples.pdf(),
        "夹带脚本或者网页代码",
    ),
    "pdf and archive at once": ("a.pdf", samples.pdf() + samples.archive(x=b"y"), "夹带了压缩包"),
    "pdf cut off": ("a.pdf", samples.pdf()[:200], "PDF 已损坏或者不完整"),
    "pdf of garbage": ("a.pdf", b"%PDF-1.7\n" + b"\xff" * 5000, "PDF 已损坏或者不完整"),
    "pdf without pages": ("a.pdf", samples.pdf(pages=0), "PDF 中没有页面。"),
    "pdf with script": ("a.pdf", samples.pdf_with_script(), "PDF 中含有"),
    "pdf with attachment": ("a.pdf", samples.pdf_with_attachment(), "PDF 中含有内嵌文件"),
    "pdf that launches": ("a.pdf", samples.pdf_with_action("/Launch"), "PDF 中含有启动程序的动作"),
    "pdf that sends": (
        "a.pdf",
        samples.pdf_with_action("/SubmitForm"),
        "PDF 中含有对外发送数据的动作",
    ),
    "pdf with password": ("a.pdf", samples.pdf_with_password(), "PDF 已加密"),
    "archive called word": ("a.docx", samples.archive(x=b"y"), "这不是 Word 文档（缺少正文部件）"),
    "word with macro": (
        "a.docx",
        samples.word_with(word__vbaProject_dot_bin=b"x"),
        "含有宏、控件或者内嵌程序",
    ),
    "word with object": (
        "a.docx",
        samples.word_with(word__embeddings__oleObject1_dot_bin=b"x"),
        "含有宏、控件或者内嵌程序",
    ),
    "word with entity": (
        "a.docx",
        samples.word_with(word__x_dot_xml=b'<!DOCTYPE a [<!ENTITY x "y">]>'),
        "含有不允许的实体声明",
    ),
    "word with remote template": (
        "a.docx",
        samples.word_related("attachedTemplate", "http://e.example/t.dotm"),
        "DOCX 引用了外部模板",
    ),
    "word bomb": (
        "a.docx",
        samples.word_with(word__big_dot_xml=b"\0" * 101 * 1024 * 1024),
        "DOCX 解压后过大",
    ),
    "word with more behind": ("a.docx", samples.word() + b"<script>", "文件末尾有多余内容"),
    "word cut off": ("a.docx", samples.word()[:2000], "文件末尾有多余内容或者文件不完整"),
    "word climbing out": ("a.docx", samples.word_with(**{"__.._dot___x": b"x"}), "部件名称不合规"),
    "picture cut off": ("a.png", samples.picture()[:40], "图片已损坏或者不完整"),
    "picture too large": (
        "a.png",
        samples.png_of_claimed_size(20_000),
        "图片尺寸过大（上限 4000 万像素）",
    ),
    "picture with script": (
        "a.png",
        samples.picture() + b"<?php system('x') ?>",
        "夹带脚本或者网页代码",
    ),
    "picture with archive": (
        "a.jpg",
        samples.picture("JPEG") + samples.archive(x=b"y"),
        "夹带了压缩包",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(case: str) -> None:
    name, data, expected = HOSTILE[case]
    assert expected in refusal(name, data)


def test_a_format_that_is_not_asked_for_here_is_refused() -> None:
    sentence = refusal("a.png", samples.picture(), frozenset({"pdf"}))
    assert sentence == "文件“a.png”的类型不在允许范围内，此处只接受 PDF 文件。"


def test_a_file_over_the_limit_is_refused(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 2 * 1024 * 1024
    data = samples.pdf() + b" " * settings.UPLOAD_MAX_BYTES
    assert refusal("a.pdf", data) == "文件“a.pdf”超过大小上限 2 MB，请压缩或拆分后再上传。"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "文件没有名称"),
        ("../../etc/passwd.pdf", "含有路径符号"),
        ("..\\..\\a.pdf", "含有路径符号"),
        ("a/b.pdf", "含有路径符号"),
        ("C:\\a.pdf", "含有路径符号"),
        ("a\0.pdf", "文件名“a\\u0000.pdf”含有不可见的控制字符"),
        ("a\n.pdf", "含有不可见的控制字符"),
        ("报告\u202efdp.exe.pdf", "文字方向符"),
        ("a\u200b.pdf", "含有不可见的控制字符"),
        ("a.exe.pdf", "夹带了程序文件的扩展名"),
        ("a.php .pdf", "夹带了程序文件的扩展名"),
        ("<img>.pdf", "不允许的符号"),
        (".pdf", "这样带有名称和扩展名"),
        ("报告", "这样带有名称和扩展名"),
        ("长" * MAX_LENGTH + ".pdf", "文件名过长（154 个字符，最多 150 个）"),
    ],
)
def test_a_dangerous_name_is_refused(name: str, expected: str) -> None:
    with pytest.raises(ValidationError) as refused:
        checked_name(name)
    assert expected in refused.value.messages[0]


@pytest.mark.parametrize(
    "name", ["自评估报告（终稿）V2.1.pdf", "a b-c_d.pdf", "例.com.pdf", "😀.png"]
)
def test_an_unusual_name_is_kept(name: str) -> None:
    assert checked_name(f" {name} ") == name


def test_a_decomposed_name_is_composed() -> None:
    assert checked_name("e\u0301.pdf") == "é.pdf"


@pytest.mark.django_db
def test_equal_files_are_stored_once() -> None:
    checked = check_upload(SimpleUploadedFile("a.pdf", samples.pdf()), allowed={"pdf"})
    assert store(checked).pk == store(checked).pk == checked.sha256
    stored = StoredFile.objects.get()
    assert (bytes(stored.data), stored.size) == (checked.data, checked.size)
