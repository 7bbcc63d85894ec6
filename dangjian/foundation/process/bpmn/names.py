"""Names of the format that writing and reading share (BPMN 2.0, formal/2011-01-03)."""

from __future__ import annotations

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OURS = "urn:dangjian:process:1"
"""What BPMN has no place for: forms, holders, dates. Other tools keep it without reading it."""
STEP_ID = "step_"
END_IDS = {"done": "end_done", "refused": "end_refused"}
ELEMENTS = {
    "task": "userTask",
    "form": "userTask",
    "approval": "userTask",
    "vote": "userTask",
    "public_notice": "userTask",
    "wait": "intermediateCatchEvent",
    "system": "serviceTask",
}
"""Which element stands for which kind of step."""


def model(name: str) -> str:
    """Qualified name of an element of BPMN."""
    return f"{{{MODEL}}}{name}"


def ours(name: str) -> str:
    """Qualified name of an element or attribute of ours."""
    return f"{{{OURS}}}{name}"
