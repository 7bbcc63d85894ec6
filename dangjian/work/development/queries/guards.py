"""Checks of steps that expressions cannot make: ages, who is a full member, reviews, objections, the folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dangjian.foundation.process.models import CaseDocument
from dangjian.foundation.process.ports import Asking
from dangjian.work.development.models import CandidateNote, NoteKind, Objection, ObjectionState
from dangjian.work.development.queries.facts import (
    WHY,
    admission_of,
    belongs_since,
    day_of,
    left_against,
    people_facts,
)
from dangjian.work.development.rules import eligibility
from dangjian.work.development.rules.papers import FOLDER
from dangjian.work.development.rules.steps import day


def applicant(asking: Asking) -> Sequence[str]:
    """Age, no member already, five years after a removal."""
    admission = admission_of(asking.case_id)
    facts = people_facts([admission.person_id])[admission.person_id]
    applied_on = day(asking.data.get("applied_on")) or asking.today
    return eligibility.applicant_problems(facts, applied_on, left_against=left_against(admission.person))


def mentors(asking: Asking) -> Sequence[str]:
    """One or two full members of the branch."""
    return _guides(asking, ("mentor_1", "mentor_2"), eligibility.mentor_problems)


def introducers(asking: Asking) -> Sequence[str]:
    """Two full members with all rights."""
    return _guides(asking, ("introducer_1", "introducer_2"), eligibility.introducer_problems)


def _guides(asking: Asking, fields: tuple[str, ...], problems: Any) -> Sequence[str]:
    chosen = [UUID(asking.data[name]) for name in fields if asking.data.get(name)]
    if not chosen:
        return []  # the empty field is told by the form itself
    person_id = admission_of(asking.case_id).person_id
    known = people_facts([person_id, *chosen])
    found: Sequence[str] = problems(known[person_id], [known.get(one) for one in chosen])
    return found


def reviews(asking: Asking) -> Sequence[str]:
    """A review for each complete half-year as an activist."""
    since = day_of(asking.case_id, "decide_activist")
    clause = "发展党员工作细则第十一条"
    return _reviews(asking, since, NoteKind.HALF_YEAR_REVIEW, clause)


def probation_reviews(asking: Asking) -> Sequence[str]:
    """A review for each complete half-year of probation."""
    since = day_of(asking.case_id, "branch_vote_admit")
    clause = "党支部对预备党员的教育考察，每半年一次"
    return _reviews(asking, since, NoteKind.PROBATION_REVIEW, clause)


def _reviews(asking: Asking, since: Any, kind: NoteKind, clause: str) -> Sequence[str]:
    if since is None:
        return []
    rows = CandidateNote.objects.unscoped(WHY).filter(admission__case_id=asking.case_id, kind=kind)
    held = list(rows.values_list("happened_on", flat=True))
    return eligibility.review_problems(since, asking.today, held, clause)


def deferral(asking: Asking) -> Sequence[str]:
    """Discussion of the confirmation is put off only for who came to this organisation during probation."""
    admitted_on = day_of(asking.case_id, "branch_vote_admit")
    if asking.data.get("proposal") != "defer" or admitted_on is None:
        return []
    person_id = admission_of(asking.case_id).person_id
    return eligibility.deferral_problems(admitted_on, belongs_since(person_id))


def objections(asking: Asking) -> Sequence[str]:
    """No objection to the notice is open or stands in the way."""
    rows = Objection.objects.unscoped(WHY).filter(admission__case_id=asking.case_id)
    states = list(rows.values_list("state", flat=True))
    return eligibility.objection_problems(states.count(ObjectionState.OPEN), states.count(ObjectionState.UPHELD))


def archive(asking: Asking) -> Sequence[str]:
    """Everything that belongs into the personal file is there."""
    rows = CaseDocument.objects.filter(case_id=asking.case_id, file_id__isnull=False)
    present = {f"{step}.{key}" for step, key in rows.values_list("step_key", "document_key")}
    absent = [title for place, title in FOLDER if place not in present]
    return [f"归档材料不齐，缺少：{'、'.join(absent)}（发展党员工作细则第三十六条）。"] if absent else []
