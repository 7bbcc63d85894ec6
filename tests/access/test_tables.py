"""Every manager alone, as every role, about the rows of every place (SEC-AC-02, SEC-AC-06, SEC-AC-12)."""

from __future__ import annotations

import pytest

from dangjian.kernel.models.base import TenantModel
from tests.access.realm import Realm
from tests.access.tables import TABLES, wrong_in


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_sec_ac_02_a_manager_shows_what_the_policy_says(model: type[TenantModel], realm: Realm) -> None:
    assert wrong_in(realm, model) == []
