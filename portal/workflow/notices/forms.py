"""The two questions of the verification page."""

from typing import Any

from django import forms
from django.conf import settings

from portal.plain_forms import PlainForm


class CodeForm(PlainForm):
    """A verification code, typed by hand."""

    code = forms.CharField(
        label="核验码",
        max_length=100,
        help_text="文书下方的 16 位字符，不区分大小写，空格和短横线可以省略；没有 0、1、I、L、O。",
    )


class FileForm(PlainForm):
    """A document, compared byte by byte with what was issued, and the code that one reads on it."""

    file = forms.FileField(
        label="文书文件",
        help_text="选择收到的 PDF 文件。只比对内容和签名，不保存文件。",
        allow_empty_file=False,
    )
    printed_code = forms.CharField(
        label="印在文书上的 16 位码",
        max_length=100,
        required=False,
        help_text="可以不填。文件来路不明或者经过转存时，填上有助于说明它与真实文书的关系。",
    )

    def clean_file(self) -> Any:
        """Refuse what is larger than any letter could be."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
            raise forms.ValidationError(f"文件超过 {limit} MB，不是本门户签发的文书。")
        return file
