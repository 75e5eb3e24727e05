"""The portal's settings under test: quick hashes, no broker, nothing written into the checkout."""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

_scratch = tempfile.TemporaryDirectory(prefix="portal-tests-")  # removed when the run ends
os.environ.pop("PORTAL_CLOCK", None)
os.environ["SECRET_KEY"] = "tests-only-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2
os.environ["DEBUG"] = "0"
os.environ["PORTAL_LOCAL"] = "1"
os.environ["PORTAL_DEMO"] = "0"
# A bare machine may not even know the name localhost.
os.environ.setdefault("DJANGO_LIVE_TEST_SERVER_ADDRESS", "127.0.0.1")
for pace in ("ANON", "USER", "VERIFY", "EXPORT", "REPORT", "COMPLAINTS", "RECEIPTS"):
    os.environ[f"THROTTLE_{pace}"] = ""  # no limit: tests would share the counters of one address
os.environ["STATIC_ROOT"] = str(Path(_scratch.name) / "static")
Path(os.environ["STATIC_ROOT"]).mkdir()  # WhiteNoise warns of a missing one
os.environ["SEARCH_INDEX_DIR"] = str(Path(_scratch.name) / "search")
os.environ["SIGNING_DIR"] = str(Path(_scratch.name) / "signing")

from portal.settings import *  # noqa: E402, F403 -- the environment above comes first
from portal.signing import demo, keyring  # noqa: E402 -- likewise

# Letters are signed in every test that drains the outbox, and in the programs that tests start.
demo.begin(keyring.Keyring(Path(os.environ["SIGNING_DIR"])), datetime(2026, 1, 1, tzinfo=UTC))

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Tests that need a broker ask for the fixture `broker`; to the rest a wake-up is a no-op.
CELERY_BROKER_URL = "memory://"
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
AXES_ENABLED = False
