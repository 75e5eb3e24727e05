"""What was typed on a page whose sign-in had ended: kept for its writer until they are back, shown once, unsaved."""

import json
import time

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, QueryDict

from portal.accounts.models import User
from portal.workflow.catalogue import kinds

#: How long a page may have been open, and how long its words wait for the sign-in; in seconds of real time.
PAGE_AGE, WAITS = 24 * 3600, 3600
MOST_BYTES = 200_000
_KEY, _SALT = "typed", "portal.workflow.writer"
_OWN = ("csrfmiddlewaretoken", "writer", "confirm")


def writer(user: User) -> str:
    """The mark that a page carries of whom it was made for."""
    return signing.dumps(user.pk, salt=_SALT)


def keep(request: HttpRequest, *, action: str = "") -> None:
    """Keep the words of a page that was sent by nobody, for the person it was made for. Files cannot be kept.

    Nor is what an act seals: a ballot waits in no session.
    """
    if any(action in kind.actions and kind.actions[action].sealed for kind in kinds()):
        messages.warning(request, "登录已过期。为保密，填写的内容没有保留，登录后请重新填写。")
        return
    try:
        pk = signing.loads(request.POST.get("writer", ""), salt=_SALT, max_age=PAGE_AGE)
    except signing.BadSignature:
        return
    fields = {name: values for name, values in request.POST.lists() if name not in _OWN}
    if len(json.dumps(fields, ensure_ascii=False).encode()) > MOST_BYTES:
        messages.warning(request, "登录已过期。填写的内容过长，没有保留；可以返回上一页复制。")
        return
    until = time.time() + WAITS
    request.session[_KEY] = {
        "path": request.path,
        "writer": pk,
        "until": until,
        "fields": fields,
    }
    messages.warning(request, "登录已过期。您填写的文字已暂存，登录后会再次显示；文件须重新选择。")


def typed(request: HttpRequest) -> QueryDict | None:
    """What the page says: what was posted, or once what was kept for this person; None on a fresh page."""
    if request.method == "POST":
        return request.POST
    kept = request.session.get(_KEY)
    if request.method != "GET" or not kept or kept["path"] != request.path:
        return None
    del request.session[_KEY]
    if kept["writer"] != request.user.pk or time.time() > kept["until"]:
        return None
    messages.warning(request, "以下是登录过期前填写的内容，尚未保存；文件须重新选择。")
    found = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        found.setlist(name, values)
    return found
