"""A platform's yearly report, and its reports of major matters (platform opinions, item 13)."""

from django.db import models


class ReportProcedure(models.Model):
    """``ResponsibilityReport`` inherits it."""

    class Meta:
        abstract = True


class MajorMatterProcedure(models.Model):
    """``MajorMatter`` inherits it."""

    class Meta:
        abstract = True
