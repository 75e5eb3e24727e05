"""What has become of a letter since it was issued."""

from django.db import models


class LetterStanding(models.TextChoices):
    """Whether what a genuine letter says still holds, from the weakest change to the strongest."""

    IN_FORCE = "in_force", "未被变更或者撤销"
    AMENDED = "amended", "部分内容已变更"
    SUPERSEDED = "superseded", "已被后来的文书取代"
    REVOKED = "revoked", "已撤销或者失效"
