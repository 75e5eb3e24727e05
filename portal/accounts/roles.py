"""Roles: what a membership lets a person be. What a role may do stands on the actions alone."""

from django.db import models


class Role(models.TextChoices):
    """Every role of the portal. Codes are stored; labels are shown."""

    PROVIDER = "provider", "备案填报人"
    APPLICANT = "applicant", "科技活动负责人"
    UNIT = "unit", "单位管理人"
    FILING_OFFICER = "filing_officer", "备案审核人员"
    FILING_SUPERVISOR = "filing_supervisor", "备案主管"
    ENFORCEMENT_OFFICER = "enforcement_officer", "执法人员"
    ENFORCEMENT_HEAD = "enforcement_head", "执法机关负责人"
    LEGAL_REVIEWER = "legal_reviewer", "法制审核人员"
    RECHECK_OFFICER = "recheck_officer", "专家复核组织人员"
    SECRETARY = "secretary", "委员会秘书"
    CHAIR = "chair", "主任委员"
    VICE_CHAIR = "vice_chair", "副主任委员"
    MEMBER = "member", "委员"
    CONSULTANT = "consultant", "顾问专家"
    EXPERT = "expert", "复核专家"
    AUDITOR = "auditor", "审计员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    SYSTEM = "system", "系统"


#: Roles that hold for the cases of the member's own organisation.
ORGANISATION_ROLES = frozenset({Role.PROVIDER, Role.APPLICANT, Role.UNIT})
#: Roles that hold for the cases of a region: the authority's jurisdiction decides.
AUTHORITY_ROLES = frozenset(
    {
        Role.FILING_OFFICER,
        Role.FILING_SUPERVISOR,
        Role.ENFORCEMENT_OFFICER,
        Role.ENFORCEMENT_HEAD,
        Role.LEGAL_REVIEWER,
        Role.RECHECK_OFFICER,
        Role.AUDITOR,
    }
)
#: Roles that a person holds for themselves and not for the organisation: they do not open its letters.
PERSONAL_ROLES = frozenset({Role.MEMBER, Role.VICE_CHAIR, Role.CONSULTANT, Role.EXPERT})
#: The three administrators of a classified system: nobody holds one of these together with anything else.
SEPARATE_ROLES = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
