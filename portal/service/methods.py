"""The ways in which a paper reaches its addressee (penalty law, 61; civil procedure law, 87 to 95)."""

from django.db.models import TextChoices


class ServiceMethod(TextChoices):
    """In the order in which they are tried; a public announcement comes after all others."""

    PORTAL = "portal", "通过本门户送达"
    EMAIL = "email", "电子邮件送达"
    ELECTRONIC = "electronic", "其他电子送达"
    IN_PERSON = "in_person", "直接送达"
    LEFT = "left", "留置送达"
    POST = "post", "邮寄送达"
    ENTRUSTED = "entrusted", "委托送达"
    PUBLIC_NOTICE = "public_notice", "公告送达"


#: What the portal does itself: people do not tell of it by hand.
BY_THE_PORTAL = frozenset({ServiceMethod.PORTAL, ServiceMethod.EMAIL})
#: What the addressee must have agreed to, where consent is needed at all.
BY_WIRE = frozenset({ServiceMethod.PORTAL, ServiceMethod.EMAIL, ServiceMethod.ELECTRONIC})
