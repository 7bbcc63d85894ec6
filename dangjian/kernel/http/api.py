"""The API of this process: all routers of the modules it carries, one OpenAPI document."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from dangjian.kernel.http.problems import answer_for
from dangjian.kernel.http.render import OrjsonParser, OrjsonRenderer
from dangjian.kernel.http.router import PROBLEM_CODES, WITH_BODY, routers
from dangjian.kernel.http.schema import ProblemOut


class _Api(NinjaAPI):
    """Our routes make their answers themselves: the framework's stand-in for them is made once, not per request."""

    _stand_in = HttpResponse()

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        return self._stand_in


def build_api() -> NinjaAPI:
    """The NinjaAPI with every carried router and our way to answer failures."""
    api = _Api(
        title="Dangjian 智慧党建平台",
        version="1",
        description="党组织、党员、组织生活等业务的接口。错误一律为 application/problem+json，文字说明如何处理。",
        docs_url=None,
        openapi_url=None,
        urls_namespace="api-v1",
        renderer=OrjsonRenderer(),
        parser=OrjsonParser(),
    )
    for router in routers:
        if router.module in settings.CARRIED_MODULES:
            api.add_router(f"/{router.module}", router.ninja)

    def on_error(request: HttpRequest, error: Any) -> HttpResponse:
        return answer_for(request, error)

    # The framework has handlers of its own for these, which would answer in another form.
    for kind in (Exception, ValidationError, HttpError, Http404):
        api.exception_handler(kind)(on_error)
    return api


def openapi_document(api: NinjaAPI) -> dict[str, Any]:
    """The OpenAPI document as exported: each operation with its answer and with the problems that may come instead."""
    document = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    problem = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    document["components"]["schemas"] |= {**problem.pop("$defs"), "ProblemOut": problem}
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
    for path in document["paths"].values():
        for method, operation in path.items():
            codes = PROBLEM_CODES | {415} if method.upper() in WITH_BODY else PROBLEM_CODES
            operation["responses"] |= {code: {"description": "问题说明", "content": content} for code in sorted(codes)}
    return document
