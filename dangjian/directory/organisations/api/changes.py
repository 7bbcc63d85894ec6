"""Routes: what happens to organisations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.directory.organisations import commands
from dangjian.directory.organisations.api import requests, schemas
from dangjian.directory.organisations.api.router import router
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.permissions import CHANGE_TREE
from dangjian.kernel.http import if_match, respond


def _ref(row: Organisation) -> Any:
    return respond({"id": row.pk, "version": row.version}, etag=row.version)


@router.post("/organisations", name="establish_organisation", action=CHANGE_TREE, out=schemas.RefOut, status=201)
def establish_organisation(request: HttpRequest, body: requests.EstablishIn) -> Any:
    """成立党组织"""
    values = body.model_dump(exclude={"approved_by", "document_no", "reason"})
    row = commands.establish_organisation(**values, paper=body.paper())
    return respond({"id": row.pk, "version": row.version}, status=201, etag=row.version)


@router.post(
    "/organisations/{uuid:organisation_id}/rename", name="rename_organisation", action=CHANGE_TREE, out=schemas.RefOut
)
def rename_organisation(request: HttpRequest, organisation_id: UUID, body: requests.RenameIn) -> Any:
    """更名"""
    return _ref(
        commands.rename_organisation(
            organisation_id=organisation_id,
            expected_version=if_match(request),
            short_name=body.short_name,
            full_name=body.full_name,
            on=body.on,
            paper=body.paper(),
        )
    )


@router.post(
    "/organisations/{uuid:organisation_id}/move", name="move_organisation", action=CHANGE_TREE, out=schemas.RefOut
)
def move_organisation(request: HttpRequest, organisation_id: UUID, body: requests.MoveIn) -> Any:
    """调整隶属关系"""
    return _ref(
        commands.move_organisation(
            organisation_id=organisation_id,
            expected_version=if_match(request),
            to_parent_id=body.to_parent_id,
            on=body.on,
            paper=body.paper(),
        )
    )


@router.post(
    "/organisations/{uuid:organisation_id}/merge", name="merge_organisations", action=CHANGE_TREE, out=schemas.RefOut
)
def merge_organisations(request: HttpRequest, organisation_id: UUID, body: requests.MergeIn) -> Any:
    """把其他组织并入本组织"""
    return _ref(
        commands.merge_organisations(
            source_ids=body.source_ids, target_id=organisation_id, on=body.on, paper=body.paper()
        )
    )


@router.post(
    "/organisations/{uuid:organisation_id}/split", name="split_organisation", action=CHANGE_TREE, out=schemas.RefsOut
)
def split_organisation(request: HttpRequest, organisation_id: UUID, body: requests.SplitIn) -> Any:
    """拆分党支部"""
    rows = commands.split_organisation(
        organisation_id=organisation_id,
        expected_version=if_match(request),
        branches=[item.branch() for item in body.branches],
        on=body.on,
        paper=body.paper(),
    )
    return {"items": [{"id": row.pk, "version": row.version} for row in rows]}


@router.post("/organisations/{uuid:organisation_id}/kind", name="change_kind", action=CHANGE_TREE, out=schemas.RefOut)
def change_kind(request: HttpRequest, organisation_id: UUID, body: requests.ChangeKindIn) -> Any:
    """升格或降格"""
    return _ref(
        commands.change_kind(
            organisation_id=organisation_id,
            expected_version=if_match(request),
            to_kind=body.to_kind,
            short_name=body.short_name,
            full_name=body.full_name,
            branches=[item.branch() for item in body.branches],
            on=body.on,
            paper=body.paper(),
        )
    )


@router.post(
    "/organisations/{uuid:organisation_id}/dissolve",
    name="dissolve_organisation",
    action=CHANGE_TREE,
    out=schemas.RefOut,
)
def dissolve_organisation(request: HttpRequest, organisation_id: UUID, body: requests.DissolveIn) -> Any:
    """撤销党组织"""
    return _ref(
        commands.dissolve_organisation(
            organisation_id=organisation_id, expected_version=if_match(request), on=body.on, paper=body.paper()
        )
    )
