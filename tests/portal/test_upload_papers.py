"""A paper holds what people read: parts, links and actions beyond that are refused, the everyday ones pass."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.cases.uploads import check_upload
from tests.portal import upload_samples as samples

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        check_upload(SimpleUploadedFile(name, data), allowed={"pdf", "docx"})
    [sentence] = refused.value.messages
    return sentence


@pytest.mark.parametrize(
    "name",
    [
        *(f"evil.{suffix}" for suffix in ("ps1", "vbs", "bat", "hta", "exe", "js", "lnk", "bin")),
        "Microsoft_Excel_Sheet.xlsx",
        "Book.xlsm",
        "Paper.docx",
    ],
)
def test_an_embedded_file_is_refused_by_its_name(name: str) -> None:
    data = samples.word_with(**{f"word__embeddings__{name.replace('.', '_dot_')}": b"echo"})
    assert f"DOCX 中嵌入了其他文件（word/embeddings/{name}），请把图表" in refusal("a.docx", data)


@pytest.mark.parametrize(
    ("part", "content", "expected"),
    [
        ("word/vbaData.xml", b"<x/>", "含有宏、控件或者内嵌程序"),
        ("word/activeX/activeX1.xml", b"<x/>", "含有宏、控件或者内嵌程序"),
        ("word/media/image1.png", OLE, "含有宏、控件或者内嵌程序"),
        ("word/media/image1.png", b"MZ\x90\0", "含有宏、控件或者内嵌程序"),
        ("word/media/image1.png", b"powershell -enc", "有图片的内容不是图片"),
        ("word/media/image1.svg", b"<svg><script>x</script></svg>", "有图片的内容不是图片"),
        ("word/fonts/font1.odttf", b"PK\x03\x04", "含有宏、控件或者内嵌程序"),
        ("word/extra.xml", OLE, "含有宏、控件或者内嵌程序"),
        ("word/extra.xml", b"powershell -enc", "有部件的内容不是 XML"),
        ("word/afchunk.mht", b"x", "含有文书不需要的部件（word/afchunk.mht）"),
        ("evil.ps1", b"x", "含有文书不需要的部件（evil.ps1）"),
        ("customUI/customUI.xml", b"<x/>", "含有文书不需要的部件（customUI/customUI.xml）"),
        ("word/Document.xml", b"<x/>", "部件名称不合规"),
        (
            "word/extra.xml",
            '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a/>'.encode("utf-16"),
            "含有不允许的实体声明",
        ),
        (
            "word/footer9.xml",
            b"<w:p><w:instrText> DD</w:instrText><w:instrText>&#69;AUTO c:\\cmd </w:instrText></w:p>",
            "调用其他程序的域（DDE）",
        ),
        ("word/_rels/x.xml.rels", b"<Relationships", "说明部件已损坏"),
    ],
)
def test_a_part_that_is_no_part_of_a_paper_is_refused(
    part: str, content: bytes, expected: str
) -> None:
    name = part.replace("/", "__").replace(".", "_dot_")
    assert expected in refusal("a.docx", samples.word_with(**{name: content}))


@pytest.mark.parametrize(
    ("kind", "target", "expected"),
    [
        ("image", "https://track.example/p.png", "DOCX 引用了外部图片"),
        ("frame", "https://e.example/", "DOCX 引用了外部内容"),
        ("oleObject", "file:///c:/x.xls", "DOCX 引用了外部内容"),
        ("attachedTemplate", "\\\\server\\share\\t.dotm", "DOCX 引用了外部模板"),
        ("hyperlink", "file:///c:/windows/system32/cmd.exe", "DOCX 引用了外部文件链接"),
        ("hyperlink", "\\\\server\\share\\x", "DOCX 引用了外部文件链接"),
        ("hyperlink", "%5C%5Cserver%5Cshare", "DOCX 引用了外部文件链接"),
        ("hyperlink", "//server/share", "DOCX 引用了外部文件链接"),
        ("hyperlink", " Java&#10;Script:alert(1)", "DOCX 引用了外部文件链接"),
        ("hyperlink", "ms-msdt:/id", "DOCX 引用了外部文件链接"),
    ],
)
def test_a_document_reaches_nothing_outside_but_the_web(
    kind: str, target: str, expected: str
) -> None:
    assert expected in refusal("a.docx", samples.word_related(kind, target))


@pytest.mark.parametrize("kind", ["oleObject", "package", "control", "vbaProject", "aFChunk"])
def test_a_relation_to_something_that_acts_is_refused(kind: str) -> None:
    data = samples.word_related(kind, "media/image1.png", mode="Internal")
    assert "含有宏、控件或者内嵌程序" in refusal("a.docx", data)


@pytest.mark.parametrize(
    "target",
    ["https://www.example.com/a?b=c", "mailto:a@example.com", "tel:010-1234", "#_Toc1", "www.a.cn"],
)
def test_plain_links_pass(target: str) -> None:
    for name, data in [
        ("a.docx", samples.word_related("hyperlink", target)),
        ("a.pdf", samples.pdf_with_link(target)),
    ]:
        assert check_upload(SimpleUploadedFile(name, data), allowed={"pdf", "docx"}).data == data


def test_the_everyday_parts_of_a_document_pass() -> None:
    data = samples.word_with(
        word__header1_dot_xml=b"<w:hdr/>",
        word__footnotes_dot_xml=b"<w:footnotes/>",
        word__commentsExtended_dot_xml=b"<w:c/>",
        word__charts__chart1_dot_xml=b"<c:chart/>",
        word__media__image1_dot_png=samples.picture(),
        word__media__image2_dot_jpeg=samples.picture("JPEG"),
        word__media__image3_dot_emf=b"\x01\0\0\0" + b"\0" * 40,
        word__fonts__font1_dot_odttf=b"\x12\x34",
        customXml__item9_dot_xml="<a>甲</a>".encode("utf-16"),
        docProps__custom_dot_xml=b"<Properties/>",
    )
    upload = SimpleUploadedFile("自评估报告.docx", data)
    assert check_upload(upload, allowed={"docx"}).size == len(data)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ({"S": "/GoToR", "F": "b.pdf"}, "跳转到其他文件的动作"),
        ({"S": "/GoToE"}, "跳转到内嵌文件的动作"),
        ({"S": "/SubmitForm"}, "对外发送数据的动作"),
        ({"S": "/ImportData"}, "导入数据的动作"),
        ({"S": "/URI", "URI": "file:///c:/cmd.exe"}, "网页以外的链接"),
        ({"S": "/URI", "URI": "\\\\server\\share"}, "网页以外的链接"),
        ({"S": "/URI", "URI": "//server/share"}, "网页以外的链接"),
        ({"S": "/URI", "URI": " javascript:alert(1)"}, "网页以外的链接"),
        ({"Base": "file:///c:/"}, "网页以外的链接"),
        ({"XFA": "x"}, "动态表单（XFA）"),
        ({"Subtype": "/RichMedia"}, "多媒体内容"),
        ({"Subtype": "/Movie"}, "多媒体内容"),
        ({"Type": "/Filespec", "F": "b.pdf"}, "对其他文件的引用"),
    ],
)
def test_a_pdf_that_acts_or_reaches_out_is_refused(entries: dict[str, str], expected: str) -> None:
    assert f"PDF 中含有{expected}" in refusal("a.pdf", samples.pdf_with(**entries))
