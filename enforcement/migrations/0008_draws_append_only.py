"""The database's own part of a draw: it is added with its seed, its pool and its result, never changed."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION enforcement_refuse_draw_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% 只能追加，不能修改或删除（append-only）', TG_ARGV[0];
END $$;
CREATE TRIGGER draw_append_only BEFORE UPDATE OR DELETE ON enforcement_draw
    FOR EACH ROW EXECUTE FUNCTION enforcement_refuse_draw_change('随机抽取');
CREATE TRIGGER selfinspectionrevision_append_only
    BEFORE UPDATE OR DELETE ON enforcement_selfinspectionrevision
    FOR EACH ROW EXECUTE FUNCTION enforcement_refuse_draw_change('固化的自查自纠报告');

-- A lot is bound to its inspection once; company and team stay as they were drawn.
CREATE FUNCTION enforcement_keep_lot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.inspection_id IS NOT NULL
            OR (to_jsonb(NEW) - 'inspection_id') IS DISTINCT FROM (to_jsonb(OLD) - 'inspection_id') THEN
        RAISE EXCEPTION '抽取结果不能更改（append-only）';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lot_kept BEFORE UPDATE OR DELETE ON enforcement_lot
    FOR EACH ROW EXECUTE FUNCTION enforcement_keep_lot();
"""
BACKWARD = """
DROP TRIGGER lot_kept ON enforcement_lot;
DROP FUNCTION enforcement_keep_lot();
DROP TRIGGER selfinspectionrevision_append_only ON enforcement_selfinspectionrevision;
DROP TRIGGER draw_append_only ON enforcement_draw;
DROP FUNCTION enforcement_refuse_draw_change();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("enforcement", "0007_campaigns")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
