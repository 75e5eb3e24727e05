"""The database's own part of the ledger of platforms: what was handed in, and how it changed, is added, never changed."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION enforcement_refuse_platform_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% 只能追加，不能修改或删除（append-only）', TG_ARGV[0];
END $$;
CREATE TRIGGER reportrevision_append_only BEFORE UPDATE OR DELETE ON enforcement_reportrevision
    FOR EACH ROW EXECUTE FUNCTION enforcement_refuse_platform_change('固化的年度报告');
CREATE TRIGGER matterrevision_append_only BEFORE UPDATE OR DELETE ON enforcement_matterrevision
    FOR EACH ROW EXECUTE FUNCTION enforcement_refuse_platform_change('固化的重大事项报告');
CREATE TRIGGER platformchange_append_only BEFORE UPDATE OR DELETE ON enforcement_platformchange
    FOR EACH ROW EXECUTE FUNCTION enforcement_refuse_platform_change('平台台账变动');
"""
BACKWARD = """
DROP TRIGGER platformchange_append_only ON enforcement_platformchange;
DROP TRIGGER matterrevision_append_only ON enforcement_matterrevision;
DROP TRIGGER reportrevision_append_only ON enforcement_reportrevision;
DROP FUNCTION enforcement_refuse_platform_change();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("enforcement", "0009_complainant_destruction")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
