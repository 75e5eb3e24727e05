"""What the tests of the doors share: the clock set to the story's day, signed-in visitors, papers."""

import io
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from portal.accounts.models import User
from tests.make import NOW, Cast, cast

Visit = Callable[[User], Client]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal's clock stands at the story's moment."""
    monkeypatch.setenv("PORTAL_CLOCK", NOW.isoformat())
    monkeypatch.setenv("PORTAL_CLOCK_STARTED", str(time.time()))


@pytest.fixture
def people(db: None, clock: None) -> Cast:
    """Everybody, in a story that begins at ``NOW``."""
    return cast()


@pytest.fixture
def visit() -> Visit:
    """A browser in which somebody is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def png(name: str = "licence.png") -> SimpleUploadedFile:
    """A real picture."""
    body = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(body, "PNG")
    return SimpleUploadedFile(name, body.getvalue(), content_type="image/png")


def call(client: Client, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """One API call with a JSON body."""
    sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return client.generic(
        method, f"/api/v1/{path}", sent, content_type="application/json", headers=headers
    )
