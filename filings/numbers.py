"""Giving out filing numbers: gap-free, race-free, never twice. The shape itself is in record_number."""

import secrets
from datetime import date

from filings.record_number import compose
from filings.register import RegistryEntry
from filings.states import AlgorithmClass, AlgorithmType
from portal.accounts.models import Organization
from portal.cases.numbers import next_in
from portal.workflow.errors import GuardFailed, Reason

_LAST_SERIAL = 999
_TRIES = 50


def issue_record_number(
    organization: Organization,
    algorithm_type: AlgorithmType | str,
    on: date,
    *,
    algorithm_class: AlgorithmClass | None = None,
) -> str:
    """The next number of this subject and class, e.g. ``网信算备110101135224302220011号``.

    The serial runs on over the years. The caller's transaction holds the subject's row and the series until its end,
    so a rollback leaves no gap. Lock order: cases (the caller's), the organisation, the counter.
    Raises GuardFailed when the 999 serials of the subject in the class are used up.
    """
    chosen = algorithm_class or AlgorithmType(algorithm_type).first_class
    locked = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    if not locked.subject_code:
        locked.subject_code = _free_subject_code()
        locked.save(update_fields=["subject_code"])
    organization.subject_code = locked.subject_code
    serial = next_in(f"record:{locked.subject_code}:{chosen.value}")
    if serial > _LAST_SERIAL:
        raise GuardFailed(
            Reason(
                f"该主体的{chosen.label}备案编号已用至 {_LAST_SERIAL}，不能再编号",
                code="record_number_exhausted",
            )
        )
    return str(compose(locked.division_code, locked.subject_code, chosen.value, on.year, serial))


def _free_subject_code() -> str:
    """Seven random digits that neither the portal nor an imported list uses. The unique column settles a race."""
    for _ in range(_TRIES):
        code = f"{secrets.randbelow(10_000_000):07d}"
        taken = Organization.objects.filter(subject_code=code).exists()
        if not taken and not RegistryEntry.objects.filter(subject_code=code).exists():
            return code
    raise RuntimeError("连续多次未取到未使用的备案主体代码，请检查随机数来源")
