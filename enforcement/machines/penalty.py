"""A penalty case, from its opening to its end."""

from django.db import models


class PenaltyProcedure(models.Model):
    """``Penalty`` inherits it."""

    class Meta:
        abstract = True
