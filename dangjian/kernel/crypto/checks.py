"""What must hold before the process starts: the algorithms give known answers, no sealed field is sorted or indexed."""

from __future__ import annotations

import logging
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks

from dangjian.kernel.crypto import sm2
from dangjian.kernel.crypto.fields import BlindIndexField
from dangjian.kernel.crypto.primitives import self_test

self_test()


def check_signatures() -> str:
    """SM2 of the system's libcrypto gives the standard's answer; returns what is wrong where a start is still allowed.

    A wrong answer stops every start, an absent libcrypto that of production only: without it nothing is signed.
    """
    try:
        if not sm2.self_test():
            raise RuntimeError("SM2 自检未通过：系统的 libcrypto 算出的结果与 GB/T 32918.5 不符，平台拒绝启动。")
    except sm2.SignatureUnavailable as error:
        if settings.ENVIRONMENT == "production":
            raise
        return str(error)
    return ""


if problem := check_signatures():
    logging.getLogger("dangjian.audit").warning("%s", problem)


@checks.register(checks.Tags.models)
def check_sealed_fields(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Sealed fields are neither ordered nor indexed nor unique; blind indexes name a sealed field of their row."""
    found: list[checks.CheckMessage] = []
    for model in apps.get_models():
        options = model._meta
        sealed = {field.name for field in options.concrete_fields if getattr(field, "is_sealed", False)}
        found += [
            checks.Error("a blind index needs a sealed field as its source", obj=field, id="crypto.E1")
            for field in options.concrete_fields
            if isinstance(field, BlindIndexField) and field.source not in sealed
        ]
        if not sealed:
            continue
        names = {str(name).lstrip("-") for name in options.ordering or ()}
        for rule in (*options.indexes, *options.constraints):
            names |= {name.lstrip("-") for name in getattr(rule, "fields", ())}
        names |= {field.name for field in options.concrete_fields if getattr(field, "db_index", False) or field.unique}
        found += [
            checks.Error(f"{name} is sealed: no order, index or constraint", obj=model, id="crypto.E2")
            for name in sorted(names & sealed)
        ]
    return found
