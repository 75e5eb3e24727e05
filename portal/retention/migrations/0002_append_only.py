"""The database's own part: records are added, never changed; what was proposed, settled or lifted stays so.

As with the audit trail, TRUNCATE is left to the owner; the role of the web and worker processes does not own the tables.
"""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION retention_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% 只能追加，不能修改或删除（append-only）', TG_ARGV[0];
END $$;
CREATE TRIGGER destructionrecord_append_only BEFORE UPDATE OR DELETE ON retention_destructionrecord
    FOR EACH ROW EXECUTE FUNCTION retention_refuse_change('销毁记录');

-- TG_ARGV: what it is called, whether the row is closed, and the columns that may change while it is not.
CREATE FUNCTION retention_only_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '% 不能删除（append-only）', TG_ARGV[0];
    END IF;
    IF to_jsonb(OLD) ->> TG_ARGV[1] = ANY (string_to_array(TG_ARGV[2], ',')) IS NOT TRUE THEN
        RAISE EXCEPTION '% 已有结果，不能修改（append-only）', TG_ARGV[0];
    END IF;
    IF (to_jsonb(NEW) - string_to_array(TG_ARGV[3], ','))
            IS DISTINCT FROM (to_jsonb(OLD) - string_to_array(TG_ARGV[3], ',')) THEN
        RAISE EXCEPTION '% 已经固定，不能修改（append-only）', TG_ARGV[0];
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER destruction_only_goes_on BEFORE UPDATE OR DELETE ON retention_destruction
    FOR EACH ROW EXECUTE FUNCTION retention_only_goes_on(
        '销毁', 'state', 'proposed,approved', 'number,state,decided_by_id,decided_at,decline_reason');
CREATE TRIGGER destructionitem_only_goes_on BEFORE UPDATE OR DELETE ON retention_destructionitem
    FOR EACH ROW EXECUTE FUNCTION retention_only_goes_on(
        '销毁清单', 'status', 'queued', 'status,note,settled_at');

CREATE FUNCTION retention_keep_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.lifted_at IS NOT NULL
            OR (to_jsonb(NEW) - '{lifted_by_id,lifted_at,lifted_because}'::text[])
            IS DISTINCT FROM (to_jsonb(OLD) - '{lifted_by_id,lifted_at,lifted_because}'::text[]) THEN
        RAISE EXCEPTION '法律保全只能解除一次，不能修改或删除（append-only）';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER legalhold_kept BEFORE UPDATE OR DELETE ON retention_legalhold
    FOR EACH ROW EXECUTE FUNCTION retention_keep_hold();
"""
BACKWARD = """
DROP TRIGGER legalhold_kept ON retention_legalhold;
DROP FUNCTION retention_keep_hold();
DROP TRIGGER destructionitem_only_goes_on ON retention_destructionitem;
DROP TRIGGER destruction_only_goes_on ON retention_destruction;
DROP FUNCTION retention_only_goes_on();
DROP TRIGGER destructionrecord_append_only ON retention_destructionrecord;
DROP FUNCTION retention_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("retention", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
