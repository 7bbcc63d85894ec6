"""People on the register, their tie to one branch over time, and what changed in membership."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dangjian.directory.members.enums import (
    ChangeReason,
    ConfirmationStatus,
    CorrectionState,
    IdType,
    JoiningType,
    MembershipStatus,
    MobileDirection,
    PersonCategory,
    RegisterState,
    Sex,
)
from dangjian.directory.members.permissions import DECIDE_CORRECTION, VIEW_MEMBER
from dangjian.directory.organisations.models import Organisation, PartyCell, Unit
from dangjian.kernel.crypto.fields import BlindIndexField, EncryptedTextField
from dangjian.kernel.crypto.masks import mask_address, mask_identity_number, mask_phone
from dangjian.kernel.fields import KeyField
from dangjian.kernel.models import ScopedModel, TenantModel, Versioned
from dangjian.kernel.permissions import Action

REVEALABLE = ("id_number", "mobile_phone", "home_address", "registered_residence")
"""Sealed fields of a person that are shown in clear, one person at a time, with a purpose."""


class Person(Versioned, ScopedModel):
    """A member, or somebody on the way to membership. `org_path` is the path of the branch (`organisation`)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    cell = models.ForeignKey(PartyCell, null=True, on_delete=models.PROTECT, related_name="people")
    register_state = models.CharField(max_length=8, choices=RegisterState.choices, default=RegisterState.ACTIVE)
    left_on = models.DateField(null=True)
    left_reason = models.CharField(max_length=32, choices=ChangeReason.choices, blank=True)

    name = models.CharField(max_length=80)
    name_key = KeyField(max_length=200, editable=False, default="")
    """Pinyin with surname readings, for order (曾 = zeng)."""
    name_search = models.CharField(max_length=240, editable=False, default="")
    """Pinyin, initials and characters, for search."""
    sex = models.CharField(max_length=8, choices=Sex.choices, default=Sex.UNSTATED)
    id_type = models.CharField(max_length=10, choices=IdType.choices, default=IdType.ID_CARD)
    id_number = EncryptedTextField(mask=mask_identity_number, purpose="身份核对与党员信息去重")
    id_number_index = BlindIndexField("id_number", "identity_number")
    birth_date = models.DateField(null=True)
    ethnic_group = models.CharField(max_length=2, blank=True)
    native_place = models.CharField(max_length=120, blank=True)
    is_taiwan_origin = models.BooleanField(default=False)
    photo_file_id = models.UUIDField(null=True)

    person_category = models.CharField(max_length=24, choices=PersonCategory.choices)
    membership_status = models.CharField(
        max_length=12, choices=MembershipStatus.choices, default=MembershipStatus.NORMAL
    )
    suspended_on = models.DateField(null=True)
    vote_suspended = models.BooleanField(default=False)
    """On 留党察看, or rights suspended: no vote (选举工作条例 第五条)."""
    attendance_exempt = models.BooleanField(default=False)
    """Old, weak or seriously ill: not counted in attendance rates (教育管理条例 第二十三条)."""
    applied_on = models.DateField(null=True)
    activist_on = models.DateField(null=True)
    target_on = models.DateField(null=True)
    joined_on = models.DateField(null=True)
    joined_precision = models.CharField(max_length=5, default="day")
    confirmed_on = models.DateField(null=True)
    confirmed_precision = models.CharField(max_length=5, default="day")
    joining_type = models.CharField(max_length=12, choices=JoiningType.choices, blank=True)
    confirmation_status = models.CharField(max_length=12, choices=ConfirmationStatus.choices, blank=True)
    standing_correction_months = models.SmallIntegerField(default=0)
    league_joined_on = models.DateField(null=True)
    is_mobile = models.BooleanField(default=False)
    mobile_since = models.DateField(null=True)
    mobile_direction = models.CharField(max_length=16, choices=MobileDirection.choices, blank=True)
    out_of_contact = models.BooleanField(default=False)
    out_of_contact_since = models.DateField(null=True)
    is_abroad = models.BooleanField(default=False)
    abroad_since = models.DateField(null=True)
    is_retired = models.BooleanField(default=False)

    education_level = models.CharField(max_length=2, blank=True)
    education_label = models.CharField(max_length=40, blank=True)
    degree_level = models.CharField(max_length=1, blank=True)
    school = models.CharField(max_length=120, blank=True)
    major = models.CharField(max_length=120, blank=True)
    work_started_on = models.DateField(null=True)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.SET_NULL, related_name="people")
    unit_and_post = models.CharField(max_length=200, blank=True)
    department = models.CharField(max_length=120, blank=True)
    job_title = models.CharField(max_length=120, blank=True)
    work_post_category = models.CharField(max_length=40, blank=True)
    professional_title = models.CharField(max_length=80, blank=True)
    new_stratum = models.CharField(max_length=32, blank=True)
    is_migrant_worker = models.BooleanField(default=False)
    employee_no = models.CharField(max_length=40, blank=True)
    member_uid = models.CharField(max_length=64, null=True)
    political_status = models.CharField(max_length=2, blank=True)

    mobile_phone = EncryptedTextField(mask=mask_phone, purpose="通知与登录")
    mobile_phone_index = BlindIndexField("mobile_phone", "phone")
    landline = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=120, blank=True)
    home_address = EncryptedTextField(mask=mask_address, purpose="联系党员")
    registered_residence = EncryptedTextField(mask=mask_address, purpose="党员信息采集")
    remarks = models.CharField(max_length=1000, blank=True)

    title_field = "name"
    scope_own = "id"
    view_action: ClassVar[Action | None] = VIEW_MEMBER
    history_fields = frozenset(
        {"name", "sex", "id_type", "id_number", "birth_date", "ethnic_group", "native_place", "is_taiwan_origin"}
        | {"person_category", "membership_status", "vote_suspended", "attendance_exempt", "applied_on", "activist_on"}
        | {
            "target_on",
            "joined_on",
            "confirmed_on",
            "joining_type",
            "confirmation_status",
            "standing_correction_months",
        }
        | {"league_joined_on", "is_mobile", "mobile_direction", "out_of_contact", "out_of_contact_since", "is_abroad"}
        | {"is_retired", "education_level", "education_label", "degree_level", "school", "major", "work_started_on"}
        | {"unit_and_post", "department", "job_title", "work_post_category", "professional_title", "new_stratum"}
        | {"is_migrant_worker", "employee_no", "member_uid", "political_status", "mobile_phone", "landline", "email"}
        | {"home_address", "registered_residence", "remarks", "organisation", "cell", "register_state", "unit"}
    )

    class Meta:
        db_table = "directory_person"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "id_number_index"],
                condition=Q(register_state="active"),
                name="directory_person_id_number_once",
            ),
            models.UniqueConstraint(fields=["tenant_id", "member_uid"], name="directory_person_uid_once"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "register_state", "name_key", "id"], name="directory_person_list"),
            models.Index(
                fields=["tenant_id", "register_state", "person_category", "name_key", "id"],
                name="directory_person_category",
            ),
            models.Index(fields=["tenant_id", "org_path", "name_key"], name="directory_person_place"),
            models.Index(fields=["organisation", "register_state"], name="directory_person_branch"),
            models.Index(fields=["tenant_id", "mobile_phone_index"], name="directory_person_phone"),
            # The unique constraint is partial: SQLite cannot use it for a search with bound values.
            models.Index(fields=["tenant_id", "id_number_index"], name="directory_person_number"),
            models.Index(fields=["tenant_id", "name"], name="directory_person_name"),
        ]


class OrgRelation(ScopedModel):
    """The tie of a person to one branch, from `valid_from` until before `valid_to` (null: now). Never two at once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    reason_in = models.CharField(max_length=32, choices=ChangeReason.choices)
    reason_out = models.CharField(max_length=32, choices=ChangeReason.choices, blank=True)
    recorded_at = models.DateTimeField()

    scope_own = "person_id"

    class Meta:
        db_table = "directory_org_relation"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(valid_to__isnull=True), name="directory_relation_only_one"
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "valid_from"], name="directory_relation_of"),
            models.Index(fields=["person", "valid_from"], name="directory_relation_person"),
        ]


class MembershipChange(ScopedModel):
    """One gain or loss of strength; the yearly statistics count these."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="changes")
    person_name = models.CharField(max_length=80)
    reason = models.CharField(max_length=32, choices=ChangeReason.choices)
    happened_on = models.DateField()
    from_organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    to_organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    counterpart = models.CharField(max_length=160, blank=True)
    note = models.CharField(max_length=400, blank=True)
    recorded_at = models.DateTimeField()

    scope_own = "person_id"

    class Meta:
        db_table = "directory_membership_change"
        indexes = [models.Index(fields=["tenant_id", "happened_on"], name="directory_change_when")]


class Education(ScopedModel):
    """One stage of a person's education."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="educations")
    school = models.CharField(max_length=120)
    major = models.CharField(max_length=120, blank=True)
    education_level = models.CharField(max_length=2, blank=True)
    degree_level = models.CharField(max_length=1, blank=True)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    is_full_time = models.BooleanField(default=True)

    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_MEMBER
    history_fields = frozenset({"school", "major", "education_level", "degree_level", "started_on", "ended_on"})

    class Meta:
        db_table = "directory_education"


class Award(ScopedModel):
    """An honour or reward of a person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="awards")
    title = models.CharField(max_length=160)
    given_by = models.CharField(max_length=160, blank=True)
    given_on = models.DateField(null=True)
    document_no = models.CharField(max_length=80, blank=True)

    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_MEMBER
    history_fields = frozenset({"title", "given_by", "given_on", "document_no"})

    class Meta:
        db_table = "directory_award"


class FamilyMember(ScopedModel):
    """A family member, where the work needs it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="family")
    relation = models.CharField(max_length=20)
    name = EncryptedTextField(purpose="政治审查与关怀帮扶")
    unit_and_post = models.CharField(max_length=200, blank=True)
    political_status = models.CharField(max_length=2, blank=True)

    scope_own = "person_id"
    view_action: ClassVar[Action | None] = VIEW_MEMBER
    history_fields = frozenset({"relation", "name", "unit_and_post", "political_status"})

    class Meta:
        db_table = "directory_family_member"


REPEATING: dict[str, type[Education] | type[Award] | type[FamilyMember]] = {
    "educations": Education,
    "awards": Award,
    "family": FamilyMember,
}
"""The parts of a record of which a person may have several."""


class CorrectionRequest(ScopedModel):
    """A member asks to have one field of the own record corrected; the branch decides with a reason."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="corrections")
    person_name = models.CharField(max_length=80)
    field = models.CharField(max_length=40)
    old_text = EncryptedTextField(purpose="信息更正")
    new_text = EncryptedTextField(purpose="信息更正")
    reason = models.CharField(max_length=400)
    evidence_file_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=CorrectionState.choices, default=CorrectionState.PENDING)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decision_note = models.CharField(max_length=400, blank=True)

    title_field = "person_name"
    scope_own = "person_id"
    view_action: ClassVar[Action | None] = DECIDE_CORRECTION

    class Meta:
        db_table = "directory_correction"
        indexes = [models.Index(fields=["tenant_id", "state", "asked_at"], name="directory_correction_list")]


class SavedQuery(TenantModel):
    """A filter that somebody keeps under a name."""

    account_id = models.UUIDField()
    list_name = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    params = models.JSONField(default=dict)

    class Meta:
        db_table = "directory_saved_query"
        constraints = [
            models.UniqueConstraint(fields=["account_id", "list_name", "name"], name="directory_saved_query_once")
        ]
