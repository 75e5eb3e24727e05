"""The database's own part of a complaint: what passed between the complainant and the office is added, never changed."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION enforcement_refuse_message_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '投诉往来只能追加，不能修改或删除（append-only）';
END $$;
CREATE TRIGGER complaintmessage_append_only BEFORE UPDATE OR DELETE ON enforcement_complaintmessage
    FOR EACH ROW EXECUTE FUNCTION enforcement_refuse_message_change();
"""
BACKWARD = """
DROP TRIGGER complaintmessage_append_only ON enforcement_complaintmessage;
DROP FUNCTION enforcement_refuse_message_change();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("enforcement", "0002_growing")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
