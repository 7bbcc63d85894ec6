"""Facts about posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from dangjian.kernel.events import Event


@dataclass(frozen=True)
class PostFilled(Event):
    """Somebody holds a post."""

    name: ClassVar[str] = "directory.posts.PostFilled"
    aggregate: ClassVar[str] = "organisation_id"
    post_id: UUID
    organisation_id: UUID
    person_id: UUID
    post_kind: str
    started_on: date


@dataclass(frozen=True)
class PostEnded(Event):
    """Somebody holds a post no more; `ended_on` was the last day."""

    name: ClassVar[str] = "directory.posts.PostEnded"
    aggregate: ClassVar[str] = "organisation_id"
    post_id: UUID
    organisation_id: UUID
    person_id: UUID
    post_kind: str
    ended_on: date


@dataclass(frozen=True)
class PostCorrected(Event):
    """A post was recorded wrongly and put right."""

    name: ClassVar[str] = "directory.posts.PostCorrected"
    aggregate: ClassVar[str] = "organisation_id"
    post_id: UUID
    organisation_id: UUID
    person_id: UUID
