"""Field validators around the codes."""

from django.core.exceptions import ValidationError

from portal.accounts.codes import is_division_code, is_uscc


def validate_uscc(value: str) -> None:
    """Refuse a unified social credit code whose shape or check character (GB 32100-2015) is wrong."""
    if not is_uscc(value):
        raise ValidationError(
            "统一社会信用代码应为 18 位大写字母和数字，且校验位正确（GB 32100），请核对"
        )


def validate_division_code(value: str) -> None:
    """Refuse a division code that is not six digits of a known province (GB/T 2260)."""
    if not is_division_code(value):
        raise ValidationError("行政区划代码应为 6 位数字，前两位为省级代码（GB/T 2260）")
