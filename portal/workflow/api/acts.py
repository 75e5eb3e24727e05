"""Actions: what may be done now and why not, and doing it."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.workflow import engine
from portal.workflow.api import shapes
from portal.workflow.api.calling import CaseView, expect, told_since, version_in
from portal.workflow.availability import context_for, known_to, offers, refusals
from portal.workflow.errors import GuardFailed, Refused
from portal.workflow.idempotency import Receipt
from portal.workflow.inputs import from_json
from portal.workflow.presenters import offer_json, outcome_json
from portal.workflow.reading import case_for, running


class Actions(CaseView):
    """What one of my roles may ever do with the case."""

    @extend_schema(
        operation_id="case_actions",
        summary="可以进行的操作，不能进行的附理由",
        responses={200: shapes.Offer(many=True), **shapes.problems(401, 404)},
    )
    def get(self, request: Request, number: str) -> Response:
        """Each with its answer for now, the fields that it asks for, and the article."""
        kind, case = case_for(self.user, number)
        told = []
        for offer in offers(case, self.user, self.moment()):
            form = kind.action_forms.get(offer.step.name)
            told.append(offer_json(offer, form(case=case, user=self.user) if form else None))
        return Response(told)


class OneAction(CaseView):
    """Doing an action."""

    @extend_schema(
        operation_id="case_act",
        summary="进行一项操作",
        parameters=[shapes.IDEMPOTENCY_KEY],
        request=shapes.Change,
        responses={
            200: shapes.Outcome,
            **shapes.problems(400, 401, 403, 404, 409, 413, 415, 422, 428),
        },
    )
    def post(self, request: Request, number: str, action: str) -> Response:
        """The case after it, the event, the deadlines opened and closed."""
        kind, case = case_for(self.user, number)
        if not known_to(kind.actions.get(action), case, self.user):
            raise Http404
        sent = self.sent(request, "version", "data")
        version, moment = version_in(sent), self.moment()

        def act(receipt: Receipt) -> object:
            self._refuse_early(kind.actions[action], case, version)
            form = kind.action_forms.get(action)
            data = from_json(form, sent.get("data", {}), case=case, user=self.user)
            return engine.perform(
                case.pk,
                action,
                actor=self.user,
                data=data,
                version=version,
                now=moment,
                receipt=receipt,
            )

        def reply(outcome: Any) -> tuple[int, Any]:
            return 200, outcome_json(
                outcome, running(outcome.case, self.user), moment, user=self.user
            )

        try:
            return self.once(request, moment, sent, act, reply)
        except Refused as refused:
            raise told_since(self.user, number, refused, version) from refused

    def _refuse_early(self, step: Any, case: Any, version: int) -> None:
        """A wrong role, a stale version or a wrong state is told before mistakes in the input are."""
        ctx = context_for(case, step, actor=self.user, now=self.moment())
        refused = refusals(case, step, ctx)
        if refused and refused.status == 403:
            raise refused
        if not step.concurrent:
            expect(case, version)
        if refused and not isinstance(refused, GuardFailed):
            raise refused
