"""A page that was kept as evidence may be destroyed when its time is over: once, and the row says when and under what."""

from typing import ClassVar

from django.db import migrations, models

FORWARD = """
CREATE OR REPLACE FUNCTION filings_keep_display_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := '{settled_at,event_id}';
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.destroyed_at IS NULL THEN
        free := free || '{destroyed_at,destruction}'::text[];
    END IF;
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - free) IS DISTINCT FROM (to_jsonb(OLD) - free) THEN
        RAISE EXCEPTION '已有结果的标明核验不能修改或删除（append-only）';
    END IF;
    RETURN NEW;
END $$;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION filings_keep_display_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'settled_at' - 'event_id')
            IS DISTINCT FROM (to_jsonb(OLD) - 'settled_at' - 'event_id') THEN
        RAISE EXCEPTION '已有结果的标明核验不能修改或删除（append-only）';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("filings", "0004_versions_in_force")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="displaycheck",
            name="destroyed_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="销毁时间"
            ),
        ),
        migrations.AddField(
            model_name="displaycheck",
            name="destruction",
            field=models.CharField(
                blank=True, editable=False, max_length=20, verbose_name="销毁记录编号"
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
