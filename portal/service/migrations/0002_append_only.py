"""The database's own part: nothing that was said of a service is changed; what is empty may be filled in, once."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
-- TG_ARGV: what it is called; the column that may go on; the values from which it does.
CREATE FUNCTION service_only_filled_in() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    col text;
    was jsonb;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '% 不能删除（append-only）', TG_ARGV[0];
    END IF;
    FOR col, was IN SELECT * FROM jsonb_each(to_jsonb(OLD)) LOOP
        CONTINUE WHEN was IN ('null'::jsonb, '""'::jsonb)
            OR was IS NOT DISTINCT FROM to_jsonb(NEW) -> col
            OR (col = TG_ARGV[1] AND was #>> '{}' = ANY (string_to_array(TG_ARGV[2], ',')));
        RAISE EXCEPTION '% 已经登记，不能修改（append-only）', TG_ARGV[0];
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER attempt_only_filled_in BEFORE UPDATE OR DELETE ON service_serviceattempt
    FOR EACH ROW EXECUTE FUNCTION service_only_filled_in('送达经过', 'outcome', 'underway');
CREATE TRIGGER record_only_filled_in BEFORE UPDATE OR DELETE ON service_servicerecord
    FOR EACH ROW EXECUTE FUNCTION service_only_filled_in('送达', 'status', 'pending,failed');
CREATE TRIGGER consent_only_filled_in
    BEFORE UPDATE OR DELETE ON service_electronicserviceconsent
    FOR EACH ROW EXECUTE FUNCTION service_only_filled_in('电子送达确认书', '', '');
"""
BACKWARD = """
DROP TRIGGER consent_only_filled_in ON service_electronicserviceconsent;
DROP TRIGGER record_only_filled_in ON service_servicerecord;
DROP TRIGGER attempt_only_filled_in ON service_serviceattempt;
DROP FUNCTION service_only_filled_in();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("service", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
