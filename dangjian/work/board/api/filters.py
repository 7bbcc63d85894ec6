"""Query parameters of the board."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from dangjian.kernel.http import Schema
from dangjian.work.duties.rules.kinds import DutyKind

PeriodKey = Annotated[str, StringConstraints(max_length=8)]


class MatrixFilter(Schema):
    """Period (2026-11, 2026Q4, 2026H2, 2026) and place of the board."""

    period: PeriodKey | None = None
    organisation_id: UUID | None = None
    committees: bool = False
    limit: int = Field(500, ge=1, le=1000)
    after: str = Field("", max_length=80, pattern=r"^[0-9a-z]*$")
    only_open: bool = False


class PlaceFilter(Schema):
    """Period and place."""

    period: PeriodKey | None = None
    organisation_id: UUID | None = None


class StatesFilter(Schema):
    """One organisation's duties."""

    organisation_id: UUID
    period: PeriodKey | None = None
    duty: DutyKind | None = None


class OrgFilter(Schema):
    """One organisation."""

    organisation_id: UUID
