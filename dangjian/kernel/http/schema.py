"""Base of all request and answer schemas: unknown fields are refused, texts are bounded and trimmed."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints


class Schema(BaseModel):
    """Strict base class. Unknown fields are an error; leading and trailing blanks of texts are cut."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, from_attributes=True)


Name = Annotated[str, StringConstraints(min_length=1, max_length=120)]
"""A required short text: a name, a title."""
Text = Annotated[str, StringConstraints(max_length=2000)]
"""A paragraph."""
LongText = Annotated[str, StringConstraints(max_length=200_000)]
"""A document's text (rich text of minutes)."""


class FieldProblemOut(Schema):
    """One wrong field of a problem."""

    path: str
    code: str
    text: str


class ProblemOut(BaseModel):
    """application/problem+json: what happened, what to do, a stable code, the fields concerned, the trace id."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    trace_id: str
    fields: list[FieldProblemOut] = []
