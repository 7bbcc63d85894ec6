"""Model fields of our own."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

_BINARY_COLLATION = {"postgresql": "C", "mysql": "utf8mb4_bin"}


class PathField(models.CharField):  # type: ignore[type-arg]  # the stub's parameters cannot be bound in a subclass on 5.2
    """Path of an organisation in its tree, compared byte by byte so that a subtree is one index range."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 80)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters = super().db_parameters(connection)
        collation = _BINARY_COLLATION.get(connection.vendor)
        if collation:
            parameters["collation"] = collation
        return parameters


class KeyField(PathField):
    """A sort key compared byte by byte: the same order on every data base."""


class CurrentTransaction(models.Func):
    """The number of the running transaction on PostgreSQL; 0 where writers take turns and numbers say nothing."""

    allowed_default = True
    arity = 0
    template = "0"
    output_field = models.BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **kwargs: Any) -> Any:
        return self.as_sql(compiler, connection, template="(pg_current_xact_id()::text::bigint)")
