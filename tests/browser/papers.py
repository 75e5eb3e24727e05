"""Real papers, made for the occasion: a report in Word, letters in PDF, scans as pictures."""

import io
from pathlib import Path

import docx
from PIL import Image
from weasyprint import HTML

from tests.make import NAME


def papers(folder: Path) -> dict[str, Path]:
    """Place → file, one for each required place."""
    made = {
        "算法安全自评估报告": ("自评估报告.docx", report(NAME)),
        "算法备案承诺书": ("承诺书.pdf", letter("算法备案承诺书")),
        "落实算法安全主体责任基本情况": ("主体责任.pdf", letter("落实算法安全主体责任基本情况")),
        "算法安全责任人工作证明": ("工作证明.png", scan()),
        "主体证件": ("营业执照.png", scan()),
    }
    for file, body in made.values():
        (folder / file).write_bytes(body)
    return {label: folder / file for label, (file, _) in made.items()}


def report(algorithm: str) -> bytes:
    """A self-assessment that names its algorithm."""
    document, out = docx.Document(), io.BytesIO()
    document.add_heading("算法安全自评估报告")
    document.add_paragraph(f"本报告评估“{algorithm}”的数据、模型、策略与风险防范。")
    document.save(out)
    return out.getvalue()


def letter(title: str) -> bytes:
    """One page with a heading."""
    body = HTML(string=f"<html lang='zh'><title>{title}</title><h1>{title}</h1>").write_pdf()
    assert isinstance(body, bytes)
    return body


def scan() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (320, 200), "#dfe7ef").save(out, "PNG")
    return out.getvalue()
