import portal.cases.transactions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0004_mail_plan'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='transaction_id',
            field=models.BigIntegerField(db_default=portal.cases.transactions.TransactionId(), editable=False),
        ),
        migrations.AddField(
            model_name='notice',
            name='sealed',
            field=models.BooleanField(db_default=False, editable=False),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['transaction_id', 'id'], name='notices_as_written'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('form', 'letter'), ('sealed', False), ('status', 'ready')), fields=['id'], name='letters_to_seal'),
        ),
    ]
