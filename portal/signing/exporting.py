"""What strangers need to check letters without the portal, as files of one directory."""

import json
from pathlib import Path

from portal.signing import certificates
from portal.signing.keyring import Keyring


def export(ring: Keyring, directory: Path) -> None:
    """Write the roots, every certificate and the list of them; private keys are not among it."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "root.pem").write_text(ring.roots())
    if ring.stamping_roots():
        (directory / "tsa.pem").write_text(ring.stamping_roots())
    for one in certificates.published(ring):
        (directory / f"{one.key_id}.pem").write_text(one.pem)
    (directory / "certificates.json").write_text(listing(ring))


def listing(ring: Keyring) -> str:
    """All published certificates with their standing, in JSON."""
    told = [
        {
            "key_id": one.key_id,
            "subject": one.subject,
            "not_before": one.not_before.isoformat(),
            "not_after": one.not_after.isoformat(),
            "status": one.status,
            "distrusted_from": one.distrusted_from and one.distrusted_from.isoformat(),
        }
        for one in certificates.published(ring)
    ]
    return json.dumps({"certificates": told}, ensure_ascii=False, indent=1)
