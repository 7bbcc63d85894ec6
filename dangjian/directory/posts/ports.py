"""Answers to what organisations ask about posts."""

from __future__ import annotations

from dangjian.directory.organisations import ports as organisations
from dangjian.directory.posts import queries
from dangjian.kernel import ports

ports.register(organisations.POSTS_NOW, queries.posts_now)
ports.register(organisations.SECRETARY_ENDED, queries.secretary_ended)
