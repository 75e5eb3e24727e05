"""A risk that was seen and the warning of it; an assessment by a team (guiding opinions, items 7–8)."""

from django.db import models


class ObservationProcedure(models.Model):
    """``Observation`` inherits it."""

    class Meta:
        abstract = True


class EvaluationProcedure(models.Model):
    """``Evaluation`` inherits it."""

    class Meta:
        abstract = True
