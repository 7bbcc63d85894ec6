"""People who are being developed, what is kept about them beside the steps, and the yearly plan."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.process.models import Case
from dangjian.foundation.process.models.cases import NO_DATE
from dangjian.kernel.crypto.fields import EncryptedTextField
from dangjian.kernel.models import ScopedModel, Versioned
from dangjian.kernel.permissions import Action
from dangjian.work.development.permissions import VIEW_DEVELOPMENT


class AdmissionState(models.TextChoices):
    """How a development stands."""

    RUNNING = "running", "培养发展中"
    DONE = "done", "已转正归档"
    REFUSED = "refused", "未通过"
    WITHDRAWN = "withdrawn", "已终止"


class NoteKind(models.TextChoices):
    """What is kept about a candidate between the steps."""

    HALF_YEAR_REVIEW = "half_year_review", "半年考察"
    THOUGHT_REPORT = "thought_report", "思想汇报"
    STUDY = "study", "学习培训"
    PROBATION_REVIEW = "probation_review", "预备期考察"


class ObjectionState(models.TextChoices):
    """What became of an objection."""

    OPEN = "open", "核查中"
    DISMISSED = "dismissed", "经核查不影响"
    UPHELD = "upheld", "属实，影响通过"


class AdmissionCase(Versioned, ScopedModel):
    """Somebody on the way from the application to full membership. The steps are those of the case of the engine;
    what stands here of them is for lists and follows each move. Dates of the person stand in the register alone."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="admissions")
    running_person_id = models.UUIDField(null=True)
    """The person while it runs, else nothing: nobody is developed twice at once."""
    person_name = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation_name = models.CharField(max_length=80)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    rule_version = models.CharField(max_length=4)
    state = models.CharField(max_length=10, choices=AdmissionState.choices, default=AdmissionState.RUNNING)
    stage = models.PositiveSmallIntegerField(default=1)
    step_number = models.PositiveSmallIntegerField(default=1)
    now_at = models.CharField(max_length=200, blank=True)
    now_with = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(default=NO_DATE)
    """The earliest date of its open steps; far away: none."""
    earliest_on = models.DateField(null=True)
    """When the next step can be done at the earliest."""
    admitted_on = models.DateField(null=True)
    """Day of the branch meeting, once approved."""
    admit_from = models.DateField(null=True)
    """Earliest legal day of the branch meeting that admits, reckoned at the last move."""
    confirm_from = models.DateField(null=True)
    """Earliest legal day of the branch meeting on full membership."""
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=400, blank=True)

    title_field = "person_name"
    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_DEVELOPMENT

    class Meta:
        db_table = "work_development_admission"
        constraints = [
            models.UniqueConstraint(fields=["running_person_id"], name="work_development_one_running"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "org_path", "state", "due_on"], name="work_development_place"),
            models.Index(fields=["tenant_id", "state", "stage", "due_on", "id"], name="work_development_stage"),
        ]


class CandidateNote(ScopedModel):
    """A half-yearly review, a thought report, a course. The text is sealed."""

    admission = models.ForeignKey(AdmissionCase, on_delete=models.PROTECT, related_name="notes")
    person_id = models.UUIDField()
    kind = models.CharField(max_length=20, choices=NoteKind.choices)
    happened_on = models.DateField()
    text = EncryptedTextField(domain="person", purpose="培养教育考察", max_length=4000)
    written_by = models.CharField(max_length=80)
    is_own = models.BooleanField(default=False)
    """Handed in by the candidate."""

    title_field = "kind"
    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_DEVELOPMENT

    class Meta:
        db_table = "work_development_note"
        indexes = [
            models.Index(fields=["admission", "kind", "happened_on"], name="work_development_note_of"),
            models.Index(fields=["tenant_id", "org_path", "happened_on"], name="work_development_note_place"),
        ]


class Objection(Versioned, ScopedModel):
    """What somebody said against a candidate during the public notice, and what checking it found. Both are sealed."""

    admission = models.ForeignKey(AdmissionCase, on_delete=models.PROTECT, related_name="objections")
    received_on = models.DateField()
    text = EncryptedTextField(domain="person", purpose="公示异议核查", max_length=2000)
    state = models.CharField(max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN)
    finding = EncryptedTextField(domain="person", purpose="公示异议核查", max_length=2000)
    closed_on = models.DateField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)

    title_field = "state"

    class Meta:
        db_table = "work_development_objection"
        indexes = [
            models.Index(fields=["admission", "state"], name="work_development_objection_of"),
            models.Index(fields=["tenant_id", "org_path", "state"], name="work_development_obj_place"),
        ]


class DevelopmentPlan(Versioned, ScopedModel):
    """How many people an organisation and what is below it may admit in a year."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation_name = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    quota = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)

    title_field = "organisation_name"
    view_action: ClassVar[Action | None] = VIEW_DEVELOPMENT

    class Meta:
        db_table = "work_development_plan"
        constraints = [models.UniqueConstraint(fields=["organisation", "year"], name="work_development_plan_once")]
        indexes = [models.Index(fields=["tenant_id", "org_path", "year"], name="work_development_plan_place")]
