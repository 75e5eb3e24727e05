"""Fields that only few may read: sealed under the newest key, opened under any, never opened when changed."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from portal import sealing
from portal.sealing import SealBroken, reseal, seal, unseal

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "text", ["", "张三，13800000000", "𠮷野家", "a\x00b", "行一\n行二", "x" * 9000]
)
def test_what_is_sealed_comes_back_and_does_not_stand_there_in_the_clear(text: str) -> None:
    sealed = seal(text)
    assert unseal(sealed) == text
    assert unseal(memoryview(sealed)) == text  # as the database gives it back
    assert not text or text.encode() not in sealed
    assert seal(text) != sealed  # equal texts are not recognised by equal seals


def test_a_new_key_seals_and_the_old_one_still_opens(settings: Any) -> None:
    settings.FIELD_KEYS = [OLD]
    before = seal("张三")
    settings.FIELD_KEYS = [NEW, OLD]
    after = seal("李四")
    assert (unseal(before), unseal(after)) == ("张三", "李四")
    again = reseal(before)
    settings.FIELD_KEYS = [NEW]
    assert (unseal(after), unseal(again)) == ("李四", "张三")
    with pytest.raises(SealBroken):
        unseal(before)


def test_a_changed_a_cut_or_a_foreign_value_is_never_shown() -> None:
    sealed = seal("张三")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 0x01
        with pytest.raises(SealBroken):
            unseal(bytes(changed))
    for broken in (b"", sealed[:-4], b"plain text", "张三".encode(), Fernet(OLD).encrypt(b"x")):
        with pytest.raises(SealBroken):
            unseal(broken)


@pytest.mark.parametrize("key", ["short", "", "密钥", OLD[:-2]])
def test_a_malformed_key_is_named_and_not_used(settings: Any, key: str) -> None:
    settings.FIELD_KEYS = [NEW, key]
    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS"):
        seal("张三")


def test_without_keys_the_secret_of_the_site_stands_in(settings: Any) -> None:
    settings.FIELD_KEYS = []
    sealed = seal("张三")
    assert unseal(sealed) == "张三"
    assert sealing._derived() != settings.SECRET_KEY.encode()
    settings.SECRET_KEY = "another" * 10
    with pytest.raises(SealBroken):
        unseal(sealed)


@pytest.mark.parametrize(("keys", "starts"), [("", False), (NEW, True)])
def test_production_starts_with_keys_only(keys: str, starts: bool) -> None:
    env = {
        "SECRET_KEY": "".join(map(chr, range(40, 110))),
        "FIELD_KEYS": keys,
        "PORTAL_VAR": "/nonexistent",
    }
    run = subprocess.run(
        [sys.executable, "-c", "import portal.settings"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode == 0, "FIELD_KEYS 未设置" in run.stderr) == (starts, not starts)
