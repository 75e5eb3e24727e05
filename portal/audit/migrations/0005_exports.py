"""Exports by auditors, append-only like the events; and the indexes by which auditors find events."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_auditexport
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
"""
BACKWARD = "DROP TRIGGER audit_append_only ON audit_auditexport;"


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("audit", "0004_seals_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="AuditExport",
            fields=[
                (
                    "number",
                    models.PositiveIntegerField(
                        primary_key=True, serialize=False, verbose_name="序号"
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="导出时间")),
                ("form", models.CharField(max_length=10, verbose_name="格式")),
                ("narrowed", models.JSONField(default=dict, verbose_name="筛选条件")),
                ("up_to", models.PositiveBigIntegerField(verbose_name="截至")),
                ("events", models.PositiveBigIntegerField(verbose_name="条数")),
                ("previous_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64, verbose_name="校验值")),
                ("mac", models.CharField(max_length=64, verbose_name="封印")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="导出人",
                    ),
                ),
            ],
            options={
                "verbose_name": "审计导出",
                "verbose_name_plural": "审计导出",
                "ordering": ["number"],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                condition=models.Q(
                    ("action", "deadline_due"),
                    ("data__contains", {"closed": [{"outcome": "late"}]}),
                    _connector="OR",
                ),
                fields=["recorded_at", "id"],
                name="late_events",
            ),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["recorded_at", "id"], name="events_by_moment"),
        ),
    ]
