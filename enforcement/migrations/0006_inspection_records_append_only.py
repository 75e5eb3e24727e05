"""The database's own part of an inspection: a record that was made stays as it was made."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION enforcement_refuse_record_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '现场检查笔录只能追加，不能修改或删除（append-only）';
END $$;
CREATE TRIGGER inspectionrecord_append_only BEFORE UPDATE OR DELETE ON enforcement_inspectionrecord
    FOR EACH ROW EXECUTE FUNCTION enforcement_refuse_record_change();
"""
BACKWARD = """
DROP TRIGGER inspectionrecord_append_only ON enforcement_inspectionrecord;
DROP FUNCTION enforcement_refuse_record_change();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("enforcement", "0005_inspections_and_orders")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
