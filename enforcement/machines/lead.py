"""A lead from its triage to what came of it."""

from django.db import models


class LeadProcedure(models.Model):
    """``Lead`` inherits it."""

    class Meta:
        abstract = True
