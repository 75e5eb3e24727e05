"""The database's own part of what is promised: versions, grades and evidence are added, never changed.

As with the audit trail, TRUNCATE is left to the owner; the role of the web and worker processes does not own the tables.
"""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION filings_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% 只能追加，不能修改或删除（append-only）', TG_ARGV[0];
END $$;
CREATE TRIGGER registrychange_append_only BEFORE UPDATE OR DELETE ON filings_registrychange
    FOR EACH ROW EXECUTE FUNCTION filings_refuse_change('公示版本');
CREATE TRIGGER filingrevision_append_only BEFORE UPDATE OR DELETE ON filings_filingrevision
    FOR EACH ROW EXECUTE FUNCTION filings_refuse_change('固化的备案内容');
CREATE TRIGGER assessmentrevision_append_only BEFORE UPDATE OR DELETE ON filings_assessmentrevision
    FOR EACH ROW EXECUTE FUNCTION filings_refuse_change('固化的安全评估内容');
CREATE TRIGGER grading_append_only BEFORE UPDATE OR DELETE ON filings_grading
    FOR EACH ROW EXECUTE FUNCTION filings_refuse_change('分级记录');

CREATE FUNCTION filings_keep_display_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'settled_at' - 'event_id')
            IS DISTINCT FROM (to_jsonb(OLD) - 'settled_at' - 'event_id') THEN
        RAISE EXCEPTION '已有结果的标明核验不能修改或删除（append-only）';
    END IF;
    RETURN NEW;
END $$;
-- An answered check is evidence: only its settlement may still be written down.
CREATE TRIGGER displaycheck_evidence BEFORE UPDATE OR DELETE ON filings_displaycheck
    FOR EACH ROW WHEN (OLD.finished_at IS NOT NULL) EXECUTE FUNCTION filings_keep_display_evidence();
"""
BACKWARD = """
DROP TRIGGER displaycheck_evidence ON filings_displaycheck;
DROP FUNCTION filings_keep_display_evidence();
DROP TRIGGER grading_append_only ON filings_grading;
DROP TRIGGER assessmentrevision_append_only ON filings_assessmentrevision;
DROP TRIGGER filingrevision_append_only ON filings_filingrevision;
DROP TRIGGER registrychange_append_only ON filings_registrychange;
DROP FUNCTION filings_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("filings", "0002_lifecycle")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
