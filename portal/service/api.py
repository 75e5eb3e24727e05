"""One notice for programs, with how its service stands."""

from typing import cast

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.accounts.models import User
from portal.notices import selectors
from portal.service import standing
from portal.workflow.api import shapes
from portal.workflow.notices.api import notice_json


class OneNotice(APIView):
    """A notice that the asker may read."""

    @extend_schema(
        operation_id="notice",
        summary="通知和送达情况",
        description="service 为 null 的不需要送达；runs 为自送达起算的期限。读取本身不算打开文书。",
        responses={200: OpenApiTypes.OBJECT, **shapes.problems(401, 404)},
    )
    def get(self, request: Request, pk: int) -> Response:
        """404 also for what you may not see."""
        notice = selectors.readable(cast(User, request.user), pk)
        if notice is None:
            raise Http404
        told = standing.told_of([notice]).get(pk)
        if told is not None:
            runs = standing.standing(notice).runs
            told["runs"] = [{"summary": s, "last_day": day or None} for s, day in runs]
        return Response({**notice_json(notice), "service": told})
