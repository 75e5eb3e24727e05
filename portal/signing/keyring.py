"""The directory of keys and certificates: ``public/`` may be read by anybody, ``private/`` by the signer alone.

Files are written whole under another name and then renamed, and the register last, so that a reader never sees half
of anything. Writers wait for one another, be they processes or machines with one disk.
"""

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Register:
    """Which key signs, all keys in the order of their coming, and since when some are not to be believed."""

    current: str = ""
    order: tuple[str, ...] = ()
    distrusted: dict[str, datetime] = field(default_factory=dict)

    def to_json(self) -> str:
        """As it is kept and exported."""
        distrusted = {key: moment.isoformat() for key, moment in self.distrusted.items()}
        return json.dumps(
            {"current": self.current, "order": self.order, "distrusted": distrusted}, indent=1
        )

    @classmethod
    def from_json(cls, text: str) -> "Register":
        """Reads ``to_json``."""
        told = json.loads(text)
        moments = {key: datetime.fromisoformat(when) for key, when in told["distrusted"].items()}
        return cls(told["current"], tuple(told["order"]), moments)


@dataclass(frozen=True)
class Keyring:
    """The files under one directory, which need not exist yet."""

    directory: Path

    @property
    def public(self) -> Path:
        """What everybody may have: roots, certificates, the register."""
        return self.directory / "public"

    @property
    def private(self) -> Path:
        """Private keys, where this machine signs with keys in files."""
        return self.directory / "private"

    def register(self) -> Register:
        """The register as it stands; an empty one before the first key."""
        try:
            return Register.from_json((self.public / "register.json").read_text())
        except FileNotFoundError:
            return Register()

    def roots(self) -> str:
        """The roots in PEM, one after the other."""
        return self._text("root.pem")

    def stamping_roots(self) -> str:
        """The roots of the time-stamp authorities in PEM; empty where none is trusted."""
        return self._text("tsa.pem")

    def chain(self, key_id: str) -> str:
        """The certificate of a key of the register and those between it and the root, in PEM."""
        return self._text(f"certificates/{key_id}.pem")

    def key_file(self, key_id: str) -> Path:
        """Where the private key lies, if it lies in a file of this machine."""
        return self.private / f"{key_id}.key"

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Holds the keyring against other writers; makes the directories on first use."""
        self.public.joinpath("certificates").mkdir(parents=True, exist_ok=True)
        with (self.directory / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def add(self, key_id: str, chain: str, *, root: str = "", key: str = "") -> None:
        """Make a key the signing one. To be called while ``changing``; the same once more changes nothing."""
        if root and root not in self.roots():
            _write(self.public / "root.pem", self.roots() + root, 0o644)
        _write(self.public / "certificates" / f"{key_id}.pem", chain, 0o644)
        if key:
            self.keep_key(key_id, key)
        now = self.register()
        order = (*(known for known in now.order if known != key_id), key_id)
        self._keep(replace(now, current=key_id, order=order))

    def keep_key(self, key_id: str, key: str) -> None:
        """Write a private key that only its owner may read. To be called while ``changing``."""
        self.private.mkdir(mode=0o700, exist_ok=True)
        _write(self.key_file(key_id), key, 0o600)

    def add_stamping_root(self, root: str) -> None:
        """Believe one more root of time-stamp authorities. To be called while ``changing``."""
        if root not in self.stamping_roots():
            _write(self.public / "tsa.pem", self.stamping_roots() + root, 0o644)

    def distrust(self, key_id: str, since: datetime) -> None:
        """Believe no signature of this key made from then on; a key so marked does not sign again."""
        now = self.register()
        current = "" if now.current == key_id else now.current
        self._keep(replace(now, current=current, distrusted=now.distrusted | {key_id: since}))

    def _keep(self, register: Register) -> None:
        _write(self.public / "register.json", register.to_json(), 0o644)

    def _text(self, name: str) -> str:
        try:
            return (self.public / name).read_text()
        except FileNotFoundError:
            return ""


def _write(path: Path, text: str, mode: int) -> None:
    """The file is there whole or not at all, with these rights from its first byte on."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # 0600
    try:
        with os.fdopen(descriptor, "w") as output:
            output.write(text)
            output.flush()
            os.fsync(descriptor)
        os.chmod(draft, mode)
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
