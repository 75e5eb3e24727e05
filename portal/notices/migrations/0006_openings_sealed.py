"""Under the seals: when a notice was first opened."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("notices", "0005_sealing")]
    operations: ClassVar = [
        migrations.AddField(
            "notice", "opening_sealed", models.BooleanField(db_default=False, editable=False)
        ),
        migrations.AddIndex(
            "notice",
            models.Index(
                fields=["id"],
                condition=models.Q(opened_at__isnull=False, opening_sealed=False),
                name="openings_to_seal",
            ),
        ),
    ]
