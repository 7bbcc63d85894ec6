"""The report: each clause with the state of its points, each control with what was seen just now."""

from __future__ import annotations

from collections import Counter
from typing import Any

from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.ops.evidence import checks
from dangjian.ops.evidence.catalogue import Control, State, clauses, controls
from dangjian.ops.evidence.permissions import VIEW_EVIDENCE
from dangjian.ops.evidence.rules import WORDS, WORST_FIRST, judged, worst


@query(VIEW_EVIDENCE)
def report(*, level: int) -> dict[str, Any]:
    """The self-check report of a protection level (2 or 3), with evidence of this moment."""
    seen = checks.run()
    known = {control_id: _judged(control, seen.get(control_id)) for control_id, control in controls().items()}
    shown, points = [], Counter[State]()
    for clause in clauses():
        of_level = [point for point in clause.points if point.level <= level]
        if not of_level:
            continue
        lines: list[dict[str, Any]] = []
        for point in of_level:
            state = worst([known[control_id].declared for control_id in point.controls])
            points[state] += 1
            lines.append(
                {
                    "point": point.name,
                    "level": point.level,
                    "state": state,
                    "state_label": WORDS[state],
                    "controls": list(point.controls),
                }
            )
        whole = worst([line["state"] for line in lines])
        head = {"standard": clause.standard, "area": clause.area, "title": clause.title}
        shown.append({**head, "state": whole, "state_label": WORDS[whole], "points": lines})
    return {
        "level": level,
        "at": clock.now(),
        "counts": {state: points[state] for state in WORST_FIRST},
        "clauses": shown,
        "controls": [_show(control, seen.get(control_id)) for control_id, control in known.items()],
    }


def _judged(control: Control, seen: checks.Evidence | None) -> Control:
    return control if seen is None else judged(control, is_fine=seen.is_fine, seen=seen.text)


def _show(control: Control, seen: checks.Evidence | None) -> dict[str, Any]:
    return {
        "id": f"SEC-{control.control_id}",
        "title": control.title,
        "state": control.declared,
        "state_label": WORDS[control.declared],
        "reason": control.reason,
        "evidence": seen.text if seen else "",
        "is_live": seen is not None,
        "tests": control.tests,
        "files": list(control.files),
    }
