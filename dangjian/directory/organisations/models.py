"""Organisations, their versions over time, their lineage, cells, and the administrative units beside them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.organisations.enums import (
    BranchKind,
    ControlType,
    ElectionMethod,
    OperationKind,
    OrgKind,
)
from dangjian.directory.organisations.permissions import VIEW_ORGANISATION
from dangjian.kernel.crypto.fields import EncryptedTextField
from dangjian.kernel.crypto.masks import mask_phone
from dangjian.kernel.fields import KeyField
from dangjian.kernel.models import ScopedModel, TenantModel, Versioned
from dangjian.kernel.permissions import Action


class Unit(Versioned, TenantModel):
    """An administrative or legal unit. Its tree stands beside the Party tree; neither is derived from the other."""

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(max_length=160)
    name_key = KeyField(max_length=400, editable=False, default="")
    code = models.CharField(max_length=18, blank=True)
    is_legal_entity = models.BooleanField(default=False)
    control_type = models.CharField(max_length=24, choices=ControlType.choices, blank=True)
    employees = models.PositiveIntegerField(null=True)
    sort = models.PositiveIntegerField(default=0)
    closed_on = models.DateField(null=True)

    title_field = "name"

    class Meta:
        db_table = "directory_unit"
        indexes = [models.Index(fields=["tenant_id", "sort", "name_key"], name="directory_unit_list")]


class Organisation(Versioned, ScopedModel):
    """A Party body in the tree (or a union or League body in a tree of its own). `org_path` is its own path."""

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    org_kind = models.CharField(max_length=24, choices=OrgKind.choices)
    branch_kind = models.CharField(max_length=12, choices=BranchKind.choices, blank=True)
    full_name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=80)
    name_key = KeyField(max_length=400, editable=False, default="")
    name_search = models.CharField(max_length=800, editable=False, default="")
    """Pinyin, initials and characters of both names, for search."""
    org_code = models.CharField(max_length=20, null=True)
    org_uid = models.CharField(max_length=64, null=True)
    sort = models.PositiveIntegerField(default=0)
    next_child = models.PositiveIntegerField(default=0, editable=False)
    established_on = models.DateField(null=True)
    approved_by = models.CharField(max_length=160, blank=True)
    approval_no = models.CharField(max_length=80, blank=True)
    can_approve_members = models.BooleanField(default=False)
    election_method = models.CharField(max_length=16, choices=ElectionMethod.choices, blank=True)
    term_start = models.DateField(null=True)
    term_years = models.PositiveSmallIntegerField(null=True)
    term_end = models.DateField(null=True)
    term_extended_until = models.DateField(null=True)
    planned_end_on = models.DateField(null=True)
    contact_name = models.CharField(max_length=80, blank=True)
    contact_phone = EncryptedTextField(domain="person", mask=mask_phone, purpose="联系党组织")
    address = models.CharField(max_length=200, blank=True)
    territorial_relation = models.CharField(max_length=120, blank=True)
    dissolved_on = models.DateField(null=True)
    remarks = models.CharField(max_length=400, blank=True)
    units = models.ManyToManyField(Unit, through="OrganisationUnit", related_name="organisations")

    title_field = "short_name"
    view_action: ClassVar[Action | None] = VIEW_ORGANISATION
    history_fields = frozenset(
        {
            "full_name",
            "short_name",
            "org_code",
            "established_on",
            "approval_no",
            "can_approve_members",
            "election_method",
        }
        | {"term_start", "term_years", "term_end", "term_extended_until", "contact_name", "contact_phone", "address"}
    )

    class Meta:
        db_table = "directory_organisation"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "org_path"], name="directory_org_path_once"),
            models.UniqueConstraint(fields=["tenant_id", "org_code"], name="directory_org_code_once"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "parent", "sort"], name="directory_org_children"),
            models.Index(fields=["tenant_id", "name_key"], name="directory_org_name"),
        ]


class OrganisationUnit(TenantModel):
    """Which units an organisation covers (a joint branch covers several)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)

    class Meta:
        db_table = "directory_organisation_unit"
        constraints = [models.UniqueConstraint(fields=["organisation", "unit"], name="directory_org_unit_once")]


class OrganisationVersion(ScopedModel):
    """What an organisation was called and where it stood from `valid_from` until before `valid_to` (null: now)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="versions")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    full_name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=80)
    org_kind = models.CharField(max_length=24, choices=OrgKind.choices)
    branch_kind = models.CharField(max_length=12, choices=BranchKind.choices, blank=True)
    parent = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    is_dissolved = models.BooleanField(default=False)
    operation = models.ForeignKey("Operation", null=True, on_delete=models.PROTECT, related_name="+")

    view_action: ClassVar[Action | None] = VIEW_ORGANISATION

    class Meta:
        db_table = "directory_organisation_version"
        indexes = [models.Index(fields=["organisation", "valid_from"], name="directory_org_version")]


class Operation(ScopedModel):
    """One change of the tree: kind, date, approving body and document."""

    kind = models.CharField(max_length=12, choices=OperationKind.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="operations")
    happened_on = models.DateField()
    approved_by = models.CharField(max_length=160, blank=True)
    document_no = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    detail = models.JSONField(default=dict)
    recorded_by = models.CharField(max_length=80)

    view_action: ClassVar[Action | None] = VIEW_ORGANISATION

    class Meta:
        db_table = "directory_operation"
        indexes = [models.Index(fields=["organisation", "happened_on"], name="directory_operation_of")]


class Lineage(TenantModel):
    """Which organisation came out of which, by merge or split."""

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="lineage")
    source = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    target = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "directory_lineage"


class TermReminder(ScopedModel):
    """A reminder of the end of a term that was sent; the first one is a numbered letter of the superior."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="term_reminders")
    step = models.CharField(max_length=12)
    term_end = models.DateField()
    sent_on = models.DateField()
    letter_year = models.PositiveSmallIntegerField(null=True)
    letter_number = models.PositiveIntegerField(null=True)

    view_action: ClassVar[Action | None] = VIEW_ORGANISATION

    class Meta:
        db_table = "directory_term_reminder"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "term_end", "step"], name="directory_reminder_once"),
            models.UniqueConstraint(
                fields=["tenant_id", "letter_year", "letter_number"], name="directory_reminder_letter_once"
            ),
        ]


class PartyCell(ScopedModel):
    """A cell: part of a branch, without powers of its own. `org_path` is the branch's."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="cells")
    name = models.CharField(max_length=80)
    sort = models.PositiveIntegerField(default=0)
    formed_on = models.DateField(null=True)
    dissolved_on = models.DateField(null=True)

    title_field = "name"
    view_action: ClassVar[Action | None] = VIEW_ORGANISATION

    class Meta:
        db_table = "directory_cell"
        indexes = [models.Index(fields=["organisation", "sort"], name="directory_cell_of")]
