"""Imports: the batch, its staged rows in sealed chunks, and mappings remembered by the headings they fit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.columns.enums import RosterKind
from dangjian.directory.rosters.enums import BatchState
from dangjian.directory.rosters.permissions import IMPORT_ROSTER
from dangjian.kernel.crypto.fields import EncryptedTextField
from dangjian.kernel.models import ScopedModel, TenantModel, Versioned
from dangjian.kernel.permissions import Action


class ImportBatch(Versioned, ScopedModel):
    """One file on its way in. `org_path` is the place whose people may see it; rows reach what its owner may."""

    state = models.CharField(max_length=12, choices=BatchState.choices, default=BatchState.UPLOADED)
    file_id = models.UUIDField(null=True)
    file_name = models.CharField(max_length=120)
    layout = EncryptedTextField(purpose="名册导入的栏目识别")
    """The sheets taken (JSON, see `layouts.Part`): headings, columns with samples, mapping, constants."""
    skip_faulty = models.BooleanField(default=False)
    """Commit the good rows although others are faulty; chosen by a person, never by default."""
    counts = models.JSONField(default=dict)
    missing = EncryptedTextField(purpose="名册导入的差异清单")
    """People of the branches in the file who are not in it (JSON): listed, never removed."""
    job_id = models.UUIDField(null=True)
    error_code = models.CharField(max_length=80, blank=True)
    error_text = models.CharField(max_length=400, blank=True)
    owner_account_id = models.UUIDField(null=True)
    owner_person_id = models.UUIDField(null=True)
    owner_name = models.CharField(max_length=80)
    previewed_at = models.DateTimeField(null=True)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)
    """When file and staged rows were deleted (seven days after the last step)."""

    title_field = "file_name"
    view_action: ClassVar[Action | None] = IMPORT_ROSTER

    class Meta:
        db_table = "directory_import_batch"
        indexes = [models.Index(fields=["tenant_id", "created_at"], name="directory_import_list")]


class ImportChunk(TenantModel):
    """Some hundred staged rows. What is said about people is sealed in `rows`; the rest serves lists and counts."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="chunks")
    part = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    first_row = models.PositiveIntegerField()
    last_row = models.PositiveIntegerField()
    states = models.CharField(max_length=2000)
    """One sign of `RowStatus` for each row, in order."""
    levels = models.CharField(max_length=2000)
    """Worst problem of each row: e error, w warning, - none."""
    keys = models.JSONField(default=list)
    """Blind index of each row's identity number ("" without one): finds repetitions without opening the rows."""
    rows = EncryptedTextField(purpose="名册导入的暂存数据")
    effects = EncryptedTextField(purpose="名册导入的撤回依据")
    """What the commit did with these rows, for undoing it."""

    secret_fields = frozenset({"keys"})

    class Meta:
        db_table = "directory_import_chunk"
        constraints = [models.UniqueConstraint(fields=["batch", "part", "number"], name="directory_import_chunk_once")]


class ImportTemplate(TenantModel):
    """A mapping that somebody confirmed, found again by the headings of the next file of that source."""

    kind = models.CharField(max_length=12, choices=RosterKind.choices)
    signature = models.CharField(max_length=32)
    mapping = models.JSONField(default=dict)
    """Column index (as text) to field identifier."""
    used = models.PositiveIntegerField(default=1)
    last_used_at = models.DateTimeField()

    class Meta:
        db_table = "directory_import_template"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "kind", "signature"], name="directory_import_template_once")
        ]
