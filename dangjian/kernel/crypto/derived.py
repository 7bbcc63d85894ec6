"""Columns of text that saving computes from other fields of the row."""

from __future__ import annotations

from typing import Any

from django.db import models


class DerivedTextField(models.CharField):  # type: ignore[type-arg]  # the stub's parameters cannot be bound here
    """Nobody edits it; its `label` names model and column to the keyring. For migrations a plain column of text."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["editable"] = False
        super().__init__(**kwargs)
        self.label = ""

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        self.label = f"{cls._meta.label_lower}.{name}"

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
