"""The create form of a case that may be part of a campaign: by the campaign's number, of those under way."""

from django import forms

from enforcement.forms.sourcing import SourcedForm
from enforcement.models import Campaign
from enforcement.states import CampaignState


class InCampaignForm(SourcedForm):
    """Base of the create forms of inspections and orders."""

    campaign = forms.CharField(
        label="专项行动编号", max_length=20, required=False, help_text="属于专项行动的填写"
    )

    def clean_campaign(self) -> Campaign | None:
        """The campaign, of those that the person may see and that are under way."""
        found = self._seen("campaign")
        if found is None:
            return None
        campaign = Campaign.objects.filter(pk=found.pk).first()
        if campaign is None or campaign.state not in (
            CampaignState.RUNNING,
            CampaignState.SUMMARISING,
        ):
            raise forms.ValidationError("“专项行动编号”不是正在进行的专项行动")
        return campaign
