import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_triggers'),
        ('cases', '0003_destroyed_content'),
        ('enforcement', '0004_after_decision'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='rectification',
            name='more_days',
            field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name='继续整改的期限（自然日）'),
        ),
        migrations.AddField(
            model_name='rectification',
            name='refusal',
            field=models.JSONField(blank=True, default=list, editable=False, verbose_name='拒不改正的依据'),
        ),
        migrations.AddField(
            model_name='rectification',
            name='reinspected_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='复查时间'),
        ),
        migrations.AddField(
            model_name='rectification',
            name='reinspected_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rectification',
            name='returned_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='退回整改时间'),
        ),
        migrations.AddField(
            model_name='rectification',
            name='time_asked',
            field=models.TextField(blank=True, editable=False, max_length=2000, verbose_name='延期申请'),
        ),
        migrations.AddField(
            model_name='rectification',
            name='time_asked_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='申请延期的时间'),
        ),
        migrations.AlterField(
            model_name='rectification',
            name='concluded_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='办结时间'),
        ),
    ]
