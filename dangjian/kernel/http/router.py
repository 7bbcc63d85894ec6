"""The only way to register an operation: every route names its Action, or says why it is public."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_type_hints

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import Router

from dangjian.kernel import audit, clock
from dangjian.kernel.actor import Actor, actor_or_none
from dangjian.kernel.errors import BadInput, NotAllowed, NotFound, NotSignedIn, Problem
from dangjian.kernel.http.budgets import Budget, spend
from dangjian.kernel.http.idempotency import once
from dangjian.kernel.http.render import check, encode
from dangjian.kernel.permissions import Action, Public

PROBLEM_CODES = frozenset({400, 401, 403, 404, 405, 409, 412, 413, 422, 429, 503})
"""What any operation may answer instead (with a body also 415). The contract names them (api.py), not each route:
a schema of its own for every operation and status took half of the time a process needs to start."""
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
AuditKind = Literal["none", "look", "change"]
"""What an operation leaves in the audit trail: nothing, that somebody looked (export, reveal), or the change."""


concealments: list[Callable[[Actor, Action], bool]] = []
"""Asked about a refused operation: whether it is not there at all for this person where they are (SEC-AUTH-12)."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One route as the catalogue of operations lists it (SEC-AC-01)."""

    method: str
    url: str
    operation_id: str
    module: str
    app: str
    action: Action | Public
    audit: AuditKind
    step_up: bool = False
    budget: Budget | None = None
    remembered: bool = False

    @property
    def scope(self) -> str:
        """Where the right holds: `public`, `enterprise` (no place), `self` (own rows only), `place` (places granted),
        or `place+self`."""
        if isinstance(self.action, Public):
            return "public"
        if self.action.tenant_wide:
            return "enterprise"
        place = "place" if self.action.roles else ""
        return "+".join(part for part in (place, "self" if self.action.own else "") if part)


operations: list[Operation] = []
"""Every route of this process."""
routers: list[ApiRouter] = []
"""Every router of this process, in order of registration."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with a status or an ETag of its own."""

    data: Any
    status: int | None = None
    etag: int | None = None


def respond(data: Any, *, status: int | None = None, etag: int | None = None) -> Reply:
    """An answer with another status than the route's, or with the row's version as ETag."""
    return Reply(data, status, etag)


def if_match(request: HttpRequest) -> int:
    """The version in If-Match, which every edit must carry. Raises BadInput when absent or malformed."""
    given = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"').removeprefix("v")
    if not given.isdecimal() or len(given) > 9:
        raise BadInput(
            "kernel.if_match_missing",
            "修改前请先取得最新内容：请求须带 If-Match（读取时返回的 ETag）。",
            field="If-Match",
        )
    return int(given)


class ApiRouter:
    """Routes of one app, under `/api/v1/<module>`."""

    def __init__(self, *, module: str, app: str, tag: str) -> None:
        self.module = module
        self.app = app
        self.ninja = Router(tags=[tag])
        routers.append(self)

    def get(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a GET route; see `route`."""
        return self.route("GET", path, **options)

    def post(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a POST route; honours Idempotency-Key."""
        return self.route("POST", path, **options)

    def put(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a PUT route."""
        return self.route("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a PATCH route."""
        return self.route("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a DELETE route."""
        return self.route("DELETE", path, **options)

    def route(
        self,
        method: str,
        path: str,
        *,
        name: str,
        action: Action | Public,
        out: Any = None,
        status: int = 200,
        summary: str = "",
        keeps_secrets: bool = False,
        step_up: bool = False,
        budget: Budget | None = None,
        remembered: bool = False,
        body: dict[str, Any] | None = None,
        produces: str | None = None,
        audit_kind: AuditKind | None = None,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a route. `name` is `verb_noun`; `out` is the answer's schema (None: 204 or a file).

        For files: `body` is the OpenAPI request body of a view that reads the request itself, `produces` the media type
        of a view that answers with bytes.

        `keeps_secrets`: passwords or one-time secrets pass through it; an Idempotency-Key is ignored, because it would
        store the answer, and a fingerprint of the request, in the data base.
        `audit_kind`: what it leaves in the audit trail; without it "none" for GET and "change" for all others. A POST
        that only reads says "none".

        `step_up`: only within five minutes of a full authentication (SEC-AUTH-06); otherwise the answer is 401
        `identity.step_up_required`, upon which the page asks who is there and repeats the request with the same key.

        `budget`: how often a person may call a costly operation; beyond it the answer is 429 with Retry-After.

        `remembered`: open to a phone that is remembered, for thirty days without asking who is there (SEC-SESS-02);
        all others answer as those with `step_up` do. For reading what is for everybody, learning and signing in.
        """
        if not isinstance(action, Action | Public):
            raise TypeError(f"route {method} {path} names no Action")
        if step_up and isinstance(action, Public):
            raise TypeError(f"route {method} {path} is public: nobody is there to authenticate again")
        kind: AuditKind = audit_kind or ("none" if method == "GET" else "change")
        declared = Operation(
            method=method,
            url=f"/api/v1/{self.module}{path}",
            operation_id=f"{self.module}_{self.app}_{name}",
            module=self.module,
            app=self.app,
            action=action,
            audit=kind,
            step_up=step_up,
            budget=budget,
            remembered=remembered,
        )
        code = status if out is not None or produces or status != 200 else 204

        def declare(view: Callable[..., Any]) -> Callable[..., Any]:
            takes: set[str] = set()
            run = _guarded(view, declared, takes, out=out, code=code, keeps_secrets=keeps_secrets)
            operations.append(declared)
            register = self.ninja.api_operation(
                [method],
                path,
                operation_id=declared.operation_id,
                response={code: out},
                auth=_admission(declared),
                summary=summary or (inspect.getdoc(view) or name).splitlines()[0],
                openapi_extra=_described(declared, code=code, body=body, produces=produces),
            )
            registered: Callable[..., Any] = register(run)
            takes.update(_query_names(self.ninja, run))
            return registered

        return declare


def _guarded(
    view: Callable[..., Any], declared: Operation, takes: set[str], *, out: Any, code: int, keeps_secrets: bool
) -> Callable[..., Any]:
    """The view behind everything that its declaration asks for. `takes`: names of its query parameters."""

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _insist_on_authentication(declared)
        if declared.budget is not None:
            _spend(declared.budget)
        _refuse_unknown(request, takes)
        if declared.method == "POST" and not keeps_secrets:
            return once(request, lambda: _answer(view(request, *args, **kwargs), out, code))
        return _answer(view(request, *args, **kwargs), out, code)

    hints = get_type_hints(view, include_extras=True)
    signature = inspect.signature(view)
    run.__signature__ = signature.replace(  # type: ignore[attr-defined]  # read by inspect.signature
        parameters=[p.replace(annotation=hints.get(p.name, p.annotation)) for p in signature.parameters.values()]
    )
    run.declared = declared  # type: ignore[attr-defined]  # read by the system check
    return run


def _described(declared: Operation, *, code: int, body: dict[str, Any] | None, produces: str | None) -> dict[str, Any]:
    """What the contract says of an operation beside parameters and answers."""
    extra: dict[str, Any] = {"x-action": declared.action.name if isinstance(declared.action, Action) else "public"}
    if declared.step_up:
        extra["x-step-up"] = True
    if declared.remembered:
        extra["x-remembered"] = True
    if body is not None:
        extra["requestBody"] = body
    if produces:
        extra["responses"] = {code: {"content": {produces: {"schema": {"type": "string", "format": "binary"}}}}}
    return extra


def _query_names(router: Router, view: Callable[..., Any]) -> set[str]:
    """Names of the query parameters that an operation takes."""
    own = [o for path in router.path_operations.values() for o in path.operations if o.view_func is view]
    models: list[Any] = [m for o in own for m in o.models if getattr(m, "__ninja_param_source__", "") == "query"]
    return {name for model in models for name in model.__ninja_flatten_map__}


def _refuse_unknown(request: HttpRequest, takes: set[str]) -> None:
    """Raise BadInput for a parameter that is not declared: passed over in silence, a mistyped filter would answer with
    everything (SEC-IN-01)."""
    for name in request.GET:
        if name not in takes:
            raise BadInput(
                "kernel.input.unknown_parameter", f"没有“{name[:40]}”这个查询条件，请刷新页面后重试。", field=name[:40]
            )


def _admission(declared: Operation) -> Callable[[HttpRequest], bool]:
    """The check of the right as the framework asks it: before the body is read, so that nobody learns from the answer
    what an operation takes that is not theirs."""

    def admit(request: HttpRequest) -> bool:
        _admit(declared.action, declared.method, declared.operation_id)
        return True

    return admit


def _admit(action: Action | Public, method: str, operation_id: str) -> None:
    """Raise NotSignedIn, NotAllowed or NotFound; a refused change leaves a line in the audit trail, as a command."""
    if isinstance(action, Public):
        return
    actor = actor_or_none()
    if actor is None:
        raise NotSignedIn()
    if actor.may(action):
        return
    problem: Problem = NotAllowed()
    if any(conceals(actor, action) for conceals in concealments):
        problem = NotFound("kernel.no_such_address", "没有这个地址，请检查链接是否完整。")
    if method != "GET":
        entry = audit.Entry(operation_id.replace("_", ".", 2))
        audit.write([audit.row(actor, action.name, entry, outcome="refused", code=problem.code)])
    raise problem


def _spend(budget: Budget) -> None:
    actor = actor_or_none()
    if actor is not None:
        spend(budget, str(actor.account_id))


def _insist_on_authentication(declared: Operation) -> None:
    """Raise NotSignedIn when the last full authentication of the acting person is too long ago for the operation."""
    actor = actor_or_none()
    reduced = actor is not None and actor.reduced and not declared.remembered
    stale = actor is None or actor.fresh_until is None or clock.now() >= actor.fresh_until
    if (declared.step_up and stale) or (reduced and not isinstance(declared.action, Public)):
        raise _asked_again()


def _asked_again() -> NotSignedIn:
    return NotSignedIn("identity.step_up_required", "此操作需要再次确认身份，确认后会自动继续。")


def insist_on_whole_sign_in() -> None:
    """Raise NotSignedIn for a phone that is only remembered: for what a `remembered` route does not give to it."""
    actor = actor_or_none()
    if actor is not None and actor.reduced:
        raise _asked_again()


def _answer(result: Any, schema: Any, status: int) -> HttpResponse:
    if isinstance(result, HttpResponseBase):
        return result  # type: ignore[return-value]  # streamed files pass through
    etag = None
    if isinstance(result, Reply):
        status, etag, result = result.status or status, result.etag, result.data
    if result is None and schema is None:
        response = HttpResponse(status=204 if status == 200 else status)
    else:
        body = encode(result)
        check(body, schema)
        response = HttpResponse(body, content_type="application/json; charset=utf-8", status=status)
    if etag is not None:
        response["ETag"] = f'"v{etag}"'
    return response
