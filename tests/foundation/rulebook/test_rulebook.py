"""The rule book of a tenant."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from dangjian.foundation.rulebook import commands
from dangjian.foundation.rulebook.book import declared_rules, rule, rules_under
from dangjian.kernel.actor import acting_as
from dangjian.kernel.errors import Conflict, NotAllowed, NotFound
from dangjian.kernel.testing import exactly_queries, refusal_of
from tests.world import World

KEY = "life.record.late_after_days"
VALUES: dict[str, Any] = {
    "key": KEY,
    "value": 3,
    "effective_from": date(2026, 11, 1),
    "reason": "本单位管理办法",
}


def test_every_declared_rule_has_a_clause_and_words() -> None:
    for versions in declared_rules().values():
        for version in versions:
            assert version.title, version.key
            assert version.source_article, version.key
            assert "{" not in version.text, version.key


def test_declared_versions_of_a_rule_do_not_overlap() -> None:
    for key, versions in declared_rules().items():
        for earlier, later in pairwise(versions):
            assert earlier.effective_to is not None, key
            assert earlier.effective_to < later.effective_from, key


def test_add_rule_version(world: World) -> None:
    with acting_as(world.actor("administrator")):
        row = commands.add_rule_version(**VALUES)
        with pytest.raises(Conflict):
            commands.add_rule_version(**VALUES)
        values = {day: rule(KEY, on=day).value for day in (date(2026, 10, 31), date(2026, 11, 1))}
    assert (row.source_article, row.entered_by, row.unit) == ("本单位管理规定", "高宇", "天")
    assert values == {date(2026, 10, 31): 7, date(2026, 11, 1): 3}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key": "no.such.rule"}, "rulebook.rule.unknown"),
        ({"value": "three"}, "rulebook.rule.value"),
        ({"effective_to": date(2026, 10, 1)}, "rulebook.rule.dates"),
        ({"reason": " "}, "rulebook.rule.reason"),
    ],
)
def test_a_version_that_does_not_fit_is_refused(world: World, changes: dict[str, Any], code: str) -> None:
    with acting_as(world.actor("administrator")):
        problem = refusal_of(lambda: commands.add_rule_version(**{**VALUES, **changes}))
    assert problem is not None
    assert problem.code == code


@pytest.mark.parametrize("key", ["office", "secretary", "member", "chief"])
def test_only_administrators_change_rules(world: World, key: str) -> None:
    with acting_as(world.actor(key)):
        assert isinstance(refusal_of(lambda: commands.add_rule_version(**VALUES)), NotAllowed)


def test_rules_of_one_tenant_are_no_rules_of_another(world: World) -> None:
    with acting_as(world.actor("administrator")):
        row = commands.add_rule_version(**VALUES)
    with acting_as(world.there.actor("administrator")):
        assert rule(KEY).value == 7
        with pytest.raises(NotFound):
            commands.withdraw_rule_version(version_id=row.pk, reason="x")


def test_withdraw_rule_version(world: World) -> None:
    with acting_as(world.actor("administrator")):
        row = commands.add_rule_version(**VALUES)
        commands.withdraw_rule_version(version_id=row.pk, reason="恢复默认")
        assert rule(KEY).value == 7
        with pytest.raises(Conflict):
            commands.withdraw_rule_version(version_id=row.pk, reason="再次")


def test_a_family_of_rules_is_one_query(world: World) -> None:
    with acting_as(world.actor("secretary")), exactly_queries(1):
        found = rules_under("life.duty.", on=date(2026, 11, 21))
    assert len(found) == 13


def test_a_day_before_the_first_version_has_no_rule(world: World) -> None:
    with acting_as(world.actor("secretary")), pytest.raises(LookupError):
        rule(KEY, on=date(2000, 1, 1))


def test_SYS_1_rules_are_read_by_everybody_and_changed_over_http(world: World) -> None:
    administrator, member = world.client("administrator"), world.client("member")
    body = {"key": KEY, "value": 3, "effective_from": "2026-11-01", "reason": "本单位管理办法"}
    made = administrator.call("POST", "/api/v1/foundation/rules", body)
    assert made.status_code == 201, made.content.decode()
    [item] = member.fetch("/api/v1/foundation/rules", prefix=KEY).json()["items"]
    assert (item["current"]["value"], item["current"]["text"], item["current"]["is_own"], len(item["versions"])) == (
        3,
        "活动结束3天后才登记的记录标注为“补录”。",
        True,
        2,
    )
    url = f"/api/v1/foundation/rules/{made.json()['id']}/withdraw"
    assert member.call("POST", url, {"reason": "x"}).status_code == 403
    assert administrator.call("POST", url, {"reason": "恢复默认"}).status_code == 200
    assert world.client("anybody").fetch("/api/v1/foundation/rules").status_code == 401
