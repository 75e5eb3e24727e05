"""A special action, from its preparation to its summary (campaign of 2022). Its tracks run side by side."""

from django.db import models

from enforcement.machines.campaign.closing import Closing
from enforcement.machines.campaign.drawing import Drawing
from enforcement.machines.campaign.preparing import Preparing
from enforcement.machines.campaign.urging import Urging


class CampaignProcedure(Preparing, Drawing, Urging, Closing, models.Model):
    """``Campaign`` inherits it."""

    class Meta:
        abstract = True
