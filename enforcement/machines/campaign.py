"""A special action, and the self-inspections in it."""

from django.db import models


class CampaignProcedure(models.Model):
    """``Campaign`` inherits it."""

    class Meta:
        abstract = True


class SelfInspectionProcedure(models.Model):
    """``SelfInspection`` inherits it."""

    class Meta:
        abstract = True
