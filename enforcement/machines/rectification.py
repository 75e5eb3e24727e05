"""An order to correct, the company's report, the re-inspection."""

from django.db import models


class RectificationProcedure(models.Model):
    """``Rectification`` inherits it."""

    class Meta:
        abstract = True
