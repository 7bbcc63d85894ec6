"""Answers to what the process engine asks."""

from __future__ import annotations

from dangjian.directory.holders import queries
from dangjian.foundation.process import ports as process
from dangjian.kernel import ports

ports.register(process.HOLDERS, queries.holders)
ports.register(process.PEOPLE, queries.people)
ports.register(process.PLACE, queries.place)
ports.register(process.FIND_PEOPLE, queries.find_people)
ports.register(process.POSTS, queries.posts)
