"""Two reviewers at once, on real connections: one decides, the other is told; both count where both are needed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase

from dangjian.foundation.process.commands import decide_step, start_case
from dangjian.foundation.process.commands.versions import publish_definition, read_document, save_draft
from dangjian.foundation.process.enums import CaseState, PartState
from dangjian.foundation.process.models import Case, CaseEntry, Part, StepRun
from dangjian.identity.accounts import grants as account_grants
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.crypto.keyring import keyring
from dangjian.kernel.errors import Conflict, StaleEdit
from dangjian.kernel.models.outbox import OutboxEvent
from tests.foundation.process.conftest import a_definition, a_step
from tests.world import TODAY, build_world

ROUNDS = 6
COMMITTEE = {"kind": "post", "codes": ["secretary", "deputy_secretary"]}


@pytest.mark.slow
class TestTwoReviewers(TransactionTestCase):
    """Real transactions on several connections."""

    def setUp(self) -> None:
        keyring.forget()
        account_grants.forget_cache()
        with frozen(TODAY):
            self.world = build_world()
            self.actors = [self.world.actor(who) for who in ("secretary", "deputy")]

    def tearDown(self) -> None:
        keyring.forget()
        account_grants.forget_cache()

    def _case(self, mode: str) -> tuple[Case, StepRun]:
        step = a_step("s", "end", kind="approval", holder=COMMITTEE, signing={"mode": mode})
        with frozen(TODAY):
            with acting_as(self.world.actor("administrator")):
                draft = save_draft(document=read_document(a_definition(step)))
                publish_definition(definition_id=draft.pk)
            with acting_as(self.world.actor("officer")):
                case = start_case(process_key="probe", organisation_id=self.world.orgs["first"].pk, title="同时办理")
                return case, StepRun.objects.get(case=case)

    def _at_once(self, work: Callable[[], Any]) -> list[str]:
        def run(actor: Actor) -> str:
            try:
                with frozen(TODAY), acting_as(actor):
                    work()
                return "done"
            except (Conflict, StaleEdit) as refused:
                return refused.code
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            return sorted(pool.map(run, self.actors))

    def _rows(self, case: Case) -> tuple[str, list[str], int]:
        with acting_as(self.world.system()):
            state = Case.objects.unscoped("test").get(pk=case.pk).state
            parts = sorted(Part.objects.filter(case=case).values_list("state", flat=True))
            return state, parts, CaseEntry.objects.filter(case=case, kind="decided").count()

    def test_where_one_is_enough_the_other_is_told_that_it_is_over(self) -> None:
        for _ in range(ROUNDS):
            case, run = self._case("one")
            found = self._at_once(partial(decide_step, case_id=case.pk, run_id=run.pk, outcome="agree"))
            assert found == ["done", "process.over"]
            assert self._rows(case) == (CaseState.DONE, [PartState.AGREED, PartState.CLOSED], 1)
            assert OutboxEvent.objects.filter(aggregate_id=str(case.pk)).count() == 2

    def test_where_both_are_needed_both_count(self) -> None:
        for _ in range(ROUNDS):
            case, run = self._case("all")
            found = self._at_once(partial(decide_step, case_id=case.pk, run_id=run.pk, outcome="agree"))
            assert found == ["done", "done"]
            assert self._rows(case) == (CaseState.DONE, [PartState.AGREED, PartState.AGREED], 2)

    def test_who_has_seen_an_older_version_decides_nothing(self) -> None:
        case, run = self._case("all")
        given = {"case_id": case.pk, "run_id": run.pk, "expected_version": case.version}
        found = self._at_once(partial(decide_step, **given, outcome="agree"))
        assert found == ["done", "kernel.stale_edit"]
        assert self._rows(case) == (CaseState.RUNNING, [PartState.AGREED, PartState.ASKED], 1)
