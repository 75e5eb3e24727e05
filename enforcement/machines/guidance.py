"""Bulletins, and meetings with platforms."""

from django.db import models


class BulletinProcedure(models.Model):
    """``Bulletin`` inherits it."""

    class Meta:
        abstract = True


class SupervisionMeetingProcedure(models.Model):
    """``SupervisionMeeting`` inherits it."""

    class Meta:
        abstract = True
