"""What every call shares: who calls, what was sent, how an act is done once and answered."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.accounts.models import User
from portal.clock import now
from portal.workflow.disclosure import readable, since
from portal.workflow.errors import InvalidInput, Reason, Refused, Stale, WrongState
from portal.workflow.idempotency import Call, Receipt, fingerprint, once
from portal.workflow.inputs import printable
from portal.workflow.parsing import StrictJSONParser
from portal.workflow.presenters import event_json
from portal.workflow.problems import Conflict, VersionMissing
from portal.workflow.reading import case_for


class CaseView(APIView):
    """Base of the calls on cases: JSON in, JSON out, one reading of the clock a call."""

    parser_classes: Sequence[type[BaseParser]] = (StrictJSONParser,)

    @property
    def user(self) -> User:
        """Who calls."""
        return cast(User, self.request.user)

    def sent(self, request: Request, *allowed: str) -> dict[str, Any]:
        """The JSON object of the body; unknown members are refused, so that a slip is not lost."""
        sent = request.data
        if not isinstance(sent, Mapping):
            raise InvalidInput({"data": ["请求体应为 JSON 对象"]})
        unknown = [str(name) for name in sent if name not in allowed]
        if unknown:
            shown = map(printable, unknown)
            raise InvalidInput({name: [f"没有“{name}”这一项"] for name in shown})
        return dict(sent)

    def once(
        self,
        request: Request,
        moment: datetime,
        content: Any,
        act: Callable[[Receipt], object],
        reply: Callable[[Any], tuple[int, Any]],
    ) -> Response:
        """Do an act once for its ``Idempotency-Key`` and answer it."""
        key = request.headers.get("Idempotency-Key", "")
        call = Call(
            self.user, key, fingerprint(request.method or "", request.path, content), moment
        )
        answer = once(call, act, reply)
        headers = {"Idempotent-Replay": "true"} if answer.replayed else {}
        return Response(answer.body, status=answer.status, headers=headers)

    def moment(self) -> datetime:
        """The portal's instant of this call."""
        return now()


def version_in(sent: Mapping[str, Any]) -> int:
    """The version that a change is meant for. Raises VersionMissing (428) or InvalidInput."""
    if sent.get("version") is None:
        raise VersionMissing(Reason("请给出 version：您所看到的版本号", field="version"))
    version = sent["version"]
    if isinstance(version, str) and version.isascii() and version.isdigit() and len(version) < 10:
        return int(version)
    if isinstance(version, bool) or not isinstance(version, int) or not 0 < version < 2**31:
        raise InvalidInput({"version": ["version 应为正整数"]})
    return version


def told_since(user: User, number: str, refused: Refused, version: int) -> Refused:
    """A stale version or wrong state, with what has happened since; other refusals as they are."""
    if not isinstance(refused, Stale | WrongState):
        return refused
    kind, case = case_for(user, number)
    events = [event_json(e, kind) for e in readable(since(case, version)[:20], case, user)]
    return Conflict(refused, version=case.version, since=events)


def expect(case: Any, version: int) -> None:
    """Refuse a stale version before the input is looked at; the engine looks again under the lock."""
    if case.version != version:
        raise Stale(
            Reason(
                f"该事项已有新的变动（当前版本 {case.version}，您给出的是 {version}），请核对后重试",
                field="version",
            )
        )
