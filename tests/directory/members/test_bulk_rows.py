"""Rows written in bulk are the rows that single writing would make."""

from __future__ import annotations

from datetime import date
from typing import Any

from dangjian.directory.members.commands.bulk import NewPerson, register_many
from dangjian.directory.members.models import MembershipChange, OrgRelation, Person
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.models.bulk import Mould
from tests.world import World, identity_number

_OWN = {"id", "created_at", "_state"}


def _values(row: Any) -> dict[str, Any]:
    return {name: str(value) for name, value in row.__dict__.items() if name not in _OWN}


def test_moulded_rows_have_all_defaults_and_keys_of_their_own() -> None:
    mould = Mould(Person())
    first, second = mould.row(name="张三"), mould.row(name="李四", id_number="11010519491231002X")
    assert _values(first) == _values(Person(name="张三"))
    assert first.pk != second.pk
    assert (second.id_number.reveal(), first.id_number, first._state.adding) == ("11010519491231002X", None, True)


def test_many_people_are_stored_as_a_few_are(world: World, chief: Actor) -> None:
    born = date(1980, 5, 1)

    def values(serial: int) -> dict[str, Any]:
        return {"name": "欧阳建国", "sex": "male", "birth_date": born, "joined_on": date(2010, 7, 1)} | {
            "id_number": identity_number(serial, born),
            "person_category": "full_member",
            "is_retired": True,
        }

    branch = world.orgs["first"].pk
    with acting_as(chief):
        [single] = register_many(people=[NewPerson(branch, values(901))])
        many = register_many(people=[NewPerson(branch, values(902 + serial)) for serial in range(120)])
    with acting_as(world.here.system()):
        stored = {person.pk: person for person in Person.objects.unscoped("test").filter(name="欧阳建国")}
        relations = OrgRelation.objects.unscoped("test").filter(person_id__in=stored)
        changes = MembershipChange.objects.unscoped("test").filter(person_id__in=stored)
        assert (len(stored), relations.count(), changes.count()) == (121, 121, 121)
        assert len({person.id_number_index for person in stored.values()}) == 121
        own = {"id_number", "id_number_index", *_OWN}
        alike = [{k: v for k, v in _values(stored[row.pk]).items() if k not in own} for row in (single, many[77])]
        assert alike[0] == alike[1]
        assert stored[many[77].pk].id_number.reveal() == identity_number(979, born)
