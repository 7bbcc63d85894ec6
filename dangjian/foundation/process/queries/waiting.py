"""Steps that wait for the acting person's word and need nothing but that: what can be decided together."""

from __future__ import annotations

from typing import Any

from dangjian.foundation.process.definitions.document import Step
from dangjian.foundation.process.enums import CaseState, PartState, RunState
from dangjian.foundation.process.models import Case, Part, StepRun
from dangjian.foundation.process.permissions import OWN_PART
from dangjian.foundation.process.queries.loading.showing import show_filled
from dangjian.foundation.process.reading import compiled_of
from dangjian.foundation.process.rules.signing import outcomes_of
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query

MOST = 50
"""Steps that are decided together at most; the next ones follow when these are done."""
READ = 300
SUMMARY = 4
"""Filled-in values that stand beside a step, so that nobody decides unseen."""


@query(OWN_PART)
def waiting_for_me() -> dict[str, Any]:
    """At most fifty steps to decide together, those due first, and how many have to be opened one by one.

    Three statements, and one for each version of a definition that was not used lately.
    """
    mine = current_actor().person_id
    parts = Part.objects.filter(person_id=mine, state=PartState.ASKED, run__state=RunState.OPEN)
    asked = dict(parts.order_by("-id").values_list("run_id", "case_id")[:READ])
    rows = Case.objects.unscoped("cases that the acting person has a part in")
    cases = {case.pk: case for case in rows.filter(pk__in=set(asked.values()), state=CaseState.RUNNING)}
    runs = [run for run in StepRun.objects.filter(pk__in=list(asked)) if run.case_id in cases]
    runs.sort(key=lambda run: (cases[run.case_id].due_key, run.pk))
    simple = [
        run for run in runs if _is_simple(compiled_of(cases[run.case_id].definition_id).steps.get(run.step_key), run)
    ]
    items = [_show(run, cases[run.case_id]) for run in simple[:MOST]]
    return {"items": items, "others": len(runs) - len(items)}


def _is_simple(step: Step | None, run: StepRun) -> bool:
    """Whether a step asks for a word only, and may be decided today."""
    if step is None or step.vote is not None or step.conditions:
        return False
    asks = any(item.is_required for item in step.fields) or any(item.is_required for item in step.documents)
    return not asks and (run.earliest_on is None or run.earliest_on <= clock.today())


def _show(run: StepRun, case: Case) -> dict[str, Any]:
    compiled = compiled_of(case.definition_id)
    return {
        "case_id": case.pk,
        "run_id": run.pk,
        "version": case.version,
        "title": case.title,
        "process_title": compiled.document.title,
        "step_title": run.title,
        "organisation_name": case.organisation_name,
        "starter_name": case.starter_name,
        "due_on": run.due_on,
        "outcomes": [item.model_dump() for item in outcomes_of(compiled.steps[run.step_key])],
        "summary": show_filled(compiled, case.data)[:SUMMARY],
    }
