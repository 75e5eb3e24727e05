"""A filing that was recorded before changes existed stands for the version that was last handed in."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
UPDATE filings_filing AS f SET recorded_version = r.number
FROM (SELECT filing_id, max(number) AS number FROM filings_filingrevision GROUP BY filing_id) AS r
WHERE r.filing_id = f.case_id AND f.record_number IS NOT NULL AND f.recorded_version IS NULL;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("filings", "0003_append_only")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
