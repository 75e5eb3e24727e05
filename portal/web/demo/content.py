"""What the demo companies file: complete content, and papers made on the spot with the algorithm's name in them."""

import hashlib
import io
from typing import Any

import docx
from PIL import Image, ImageDraw

from portal.cases.papers import DOCX
from portal.cases.uploads import CheckedUpload

_PASSPORT = "passport"


def content(
    name: str, subject: Any, *, kind: str = "ranking", role: str = "provider"
) -> dict[str, Any]:
    """A complete and consistent filing of ``subject`` for an algorithm called ``name``."""
    return {
        "subject_name": subject.name,
        "subject_uscc": subject.uscc,
        "subject_nature": "limited",
        "subject_place": "演示甲省演示市",
        "subject_address": "演示市示范路 1 号",
        "subject_website": "https://example.org/",
        "monthly_users": 1_200_000,
        "licence_type": "business_licence",
        "licence_address": "演示市示范路 1 号",
        "legal_representative": "演示甲",
        "legal_representative_document": _PASSPORT,
        "legal_representative_number": "E00000001",
        "safety_officer_name": "演示乙",
        "safety_officer_document": _PASSPORT,
        "safety_officer_number": "E00000002",
        "safety_officer_mobile": "13800000000",
        "safety_officer_email": "demo@example.org",
        "algorithm_name": name,
        "algorithm_version": "1.0",
        "application_fields": ["信息资讯类/新闻门户", "信息资讯类/搜索引擎"],
        "retrieval_class": "04" if kind == "retrieval" else "",
        "introduction": f"{name}根据内容质量、时效与多样性为用户整理资讯，支持一键关闭。",
        "usage_scenario": f"应用于资讯客户端首页，{name}按质量与时效对候选内容排序后展示给用户。",
        "input_modalities": ["text", "behaviour"],
        "output_modalities": ["text"],
        "data_formats": ["txt", "json"],
        "data_source": "自有内容库与用户在本产品内的点击、停留记录，经脱敏后使用。",
        "training_data": "own",
        "training_data_size": "约 1,000 万条",
        "model_name": "演示排序模型",
        "model_source": "self_built",
        "model_type": "梯度提升树",
        "optimisation_goal": "提升内容质量与来源多样性，降低重复。",
        "metrics": "人工评测合格率、来源多样性指数。",
        "model_update": "每周更新一次，更新前离线评测。",
        "input_review": "关键词与模型双重审核。",
        "result_review": "上线前抽检，热点内容人工复核。",
        "intervention": "首屏和热点设人工干预岗，全程留痕。",
        "explicit_label": "生成内容在页面显著位置标注。" if kind == "generation" else "",
        "implicit_label": "",
        "risk_prevention": "建立违法和不良信息特征库，设置举报入口，发现问题立即停止传播并报告。",
        "public_name": name,
        "principle": "以内容质量分、时效分和多样性分加权排序。",
        "mechanism": "召回候选内容后逐项打分、去重、打散，再由人工干预规则复核。",
        "scenario": "资讯客户端首页信息流。",
        "intent": "让用户更快看到可靠、及时、多样的资讯。",
        "public_info": "",
        **_delivery(role, name[:2]),
    }


def _delivery(role: str, brand: str) -> dict[str, Any]:
    if role == "supporter":
        return {
            "products": [],
            "deliveries": ["api"],
            "delivery_description": "以 API 向企业客户提供文本生成能力。",
        }
    return {
        "products": [
            {
                "name": f"{brand}资讯",
                "service_form": "app",
                "url": f"各应用商店搜索“{brand}资讯”",
                "status": "online",
                "audience": "public",
                "daily_users": 80_000,
                "monthly_users": 1_200_000,
                "real_name": True,
                "permit_type": "",
                "permit_number": "",
                "permit_holder": "",
                "function_name": "首页信息流",
                "function_introduction": "按质量与时效排序的资讯列表。",
                "navigation": [f"打开{brand}资讯", "进入“首页”", "查看推荐列表"],
            }
        ],
    }


def papers(name: str) -> dict[str, CheckedUpload]:
    """The required papers by place."""
    return {
        "self_assessment": letter(
            f"算法安全自评估报告（演示）\n算法名称：{name}", "算法安全自评估报告.docx"
        ),
        "commitment": letter(
            f"算法备案承诺书（演示）\n本单位承诺：所填{name}的备案信息真实、准确。",
            "算法备案承诺书.docx",
        ),
        "responsibility": letter(
            "落实算法安全主体责任基本情况（演示）", "落实算法安全主体责任基本情况.docx"
        ),
        "safety_officer_proof": _scan("工作证明.png"),
        "licence": _scan("营业执照.png"),
    }


def letter(text: str, filename: str) -> CheckedUpload:
    """A paper in Word that says ``text``, a paragraph a line."""
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return _upload(filename, DOCX, stream.getvalue())


def renewed_licence() -> CheckedUpload:
    """The licence of a company under its new name."""
    return _scan("营业执照（更名后）.png", "DEMO - RENEWED, NOT A REAL DOCUMENT")


def _scan(filename: str, text: str = "DEMO - NOT A REAL DOCUMENT") -> CheckedUpload:
    image = Image.new("RGB", (640, 400), "white")
    ImageDraw.Draw(image).text((40, 180), text, fill="black")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return _upload(filename, "image/png", stream.getvalue())


def _upload(name: str, content_type: str, data: bytes) -> CheckedUpload:
    return CheckedUpload(
        name=name,
        content_type=content_type,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
    )
