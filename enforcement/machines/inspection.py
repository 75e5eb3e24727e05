"""An inspection from the plan to its end."""

from django.db import models


class InspectionProcedure(models.Model):
    """``Inspection`` inherits it."""

    class Meta:
        abstract = True
