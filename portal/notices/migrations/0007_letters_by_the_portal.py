"""Each letter carries what only the portal can write. Those that are there already are the portal's own."""

from typing import Any, ClassVar

from django.db import migrations, models

from portal.notices.lines import letter_mac


def claim_the_present_ones(apps: Any, schema_editor: Any) -> None:
    notices = apps.get_model("notices", "Notice").objects
    letters = notices.filter(form="letter", mac="").select_related("event")
    for letter in letters.iterator(chunk_size=2000):
        notices.filter(pk=letter.pk).update(mac=letter_mac(letter))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("notices", "0006_openings_sealed")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="notice",
            name="mac",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(claim_the_present_ones, migrations.RunPython.noop),
    ]
