"""Seals and their leaves are append-only, like the events: UPDATE and DELETE raise."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_seal
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_sealedleaf
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
"""

BACKWARD = """
DROP TRIGGER audit_append_only ON audit_sealedleaf;
DROP TRIGGER audit_append_only ON audit_seal;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0003_seals")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
