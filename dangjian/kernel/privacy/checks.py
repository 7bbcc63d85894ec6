"""The register must be whole before the process starts (SEC-DATA-01)."""

from __future__ import annotations

from typing import Any

from django.core import checks

from dangjian.kernel.privacy.entries import own_models, problems_of


@checks.register(checks.Tags.security)
def check_register(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every column of ours has class, purpose, basis, retention and masking."""
    return [
        checks.Error(f"{model._meta.label}{'.' if name else ''}{name} {text}", id="privacy.E1")
        for model, name, text in problems_of(own_models())
    ]
