"""Document numbers (发文字号), 机关代字〔year〕serial号: gap-free per issuer, kind of letter and year (GB/T 9704)."""

from portal.cases.numbers import next_in
from portal.clock import china_date
from portal.notices import catalogue
from portal.notices.models import Notice


def assign(notice: Notice) -> None:
    """Give a letter its number, once; in the transaction of the worker that first takes it up, which saves the row.

    A letter that then cannot be made keeps its number and gets it printed when it can: no gap, no second use. Letters
    that no office sends have none.
    """
    if notice.serial is not None or notice.issuer is None:
        return
    year = china_date(notice.created_at).year
    notice.series = f"letter:{notice.issuer_id}:{notice.code}:{year}"
    notice.serial = next_in(notice.series)
    mark = catalogue.get(notice.code).mark
    notice.number = f"{notice.issuer.document_code}{mark}〔{year}〕{notice.serial}号"
