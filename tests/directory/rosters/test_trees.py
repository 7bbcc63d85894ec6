"""Lists of organisations: the tree grows from above, circles are refused, members of one book find their branch."""

from __future__ import annotations

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.rosters import commands, queries
from dangjian.directory.rosters.models import ImportBatch
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.jobs import run_pending
from tests.directory.rosters.sheets import HEAD, checked, codes_of, committed, member_row, rows_of, workbook
from tests.world import World

TREE = [
    "党组织名称",
    "党组织简称",
    "上级党组织",
    "党组织类型",
    "成立日期",
    "选举方式",
    "本届班子当选日期",
    "任期年限",
    "联系人",
    "联系电话",
]


def _org(name: str, short: str, parent: str, kind: str = "", on: str = "2019-05-01", **more: str) -> list[str]:
    values = {"党组织名称": name, "党组织简称": short, "上级党组织": parent, "党组织类型": kind, "成立日期": on} | more
    return [values.get(title, "") for title in TREE]


def _orgs(world: World) -> dict[str, Organisation]:
    with acting_as(world.here.system()):
        return {each.short_name: each for each in Organisation.objects.unscoped("test")}


SUB = _org("中共临江重工物流有限公司委员会", "物流公司党委", "集团党委", "党委", "2018.6")
BRANCH = _org(
    "中共临江重工物流有限公司第一支部委员会",
    "物流第一党支部",
    "物流公司党委",
    "",
    "2018-07-01",
    联系人="张三",
    联系电话="13812345678",
)
JOINT = _org("中共临江重工物流有限公司联合支部委员会", "物流联合党支部", "中共临江重工物流有限公司委员会", "联合党支部")


def test_superiors_may_stand_below_their_subordinates(world: World, chief: Actor) -> None:
    batch = committed(chief, checked(chief, workbook(("组织", [TREE, JOINT, BRANCH, SUB]))))
    assert (batch.state, batch.error_text, batch.counts["written"]["organisations_new"]) == ("committed", "", 3)
    orgs = _orgs(world)
    sub, branch, joint = orgs["物流公司党委"], orgs["物流第一党支部"], orgs["物流联合党支部"]
    assert sub.parent_id == world.orgs["group"].pk
    assert (branch.parent_id, joint.parent_id) == (sub.pk, sub.pk)
    assert (sub.org_kind, branch.org_kind, joint.branch_kind) == ("party_committee", "branch", "joint")
    assert branch.org_path.startswith(sub.org_path)
    assert (branch.contact_name, branch.contact_phone.reveal()) == ("张三", "13812345678")
    assert str(sub.established_on) == "2018-06-01"


def test_the_same_list_again_changes_nothing(world: World, chief: Actor) -> None:
    content = workbook(("组织", [TREE, SUB, BRANCH]))
    committed(chief, checked(chief, content))
    again = checked(chief, content)
    assert [row["status"] for row in rows_of(chief, again)] == ["same", "same"]


def test_circles_unknown_superiors_and_wrong_kinds_are_refused(world: World, chief: Actor) -> None:
    rows = [
        _org("甲党总支", "甲党总支", "乙党总支", "党总支"),
        _org("乙党总支", "乙党总支", "甲党总支", "党总支"),
        _org("丙党支部", "丙党支部", "没有的党委", "党支部"),
        _org("丁党委", "丁党委", "一车间党支部", "党委"),
        _org("戊", "戊", "集团党委", ""),
        _org("己党支部", "己党支部", "己党支部", "党支部"),
        _org("庚党支部", "庚党支部", "集团党委", "党支部"),
        _org("庚党支部", "庚党支部", "集团党委", "党支部"),
    ]
    batch = checked(chief, workbook(("组织", [TREE, *rows])))
    found = codes_of(chief, batch)
    assert found == {
        2: ["organisation.circular"],
        3: ["organisation.circular"],
        4: ["organisation.parent_unknown"],
        5: ["organisation.kind"],
        6: ["organisation.kind_unknown"],
        7: ["organisation.own_parent"],
        9: ["organisation.repeated"],
    }


def test_known_organisation_gets_details_but_no_other_name(world: World, chief: Actor) -> None:
    row = _org(
        "一车间党支部", "", "", "", "2001-07-01", 选举方式="党员大会选举", 本届班子当选日期="2024-03-15", 任期年限="3"
    )
    batch = checked(chief, workbook(("组织", [TREE, row])))
    [shown] = rows_of(chief, batch)
    assert {change["field"] for change in shown["changes"]} <= {
        "established_on",
        "election_method",
        "term_start",
        "term_years",
    }
    committed(chief, batch)
    first = _orgs(world)["一车间党支部"]
    assert (str(first.established_on), first.election_method, str(first.term_start)) == (
        "2001-07-01",
        "general_meeting",
        "2024-03-15",
    )


def test_workbook_with_organisations_and_their_members(world: World, chief: Actor) -> None:
    people = [
        HEAD,
        member_row(301, "欧阳建国", "物流第一党支部"),
        member_row(302, "上官云", "物流公司党委/物流联合党支部"),
    ]
    batch = checked(chief, workbook(("党员", people), ("组织", [TREE, SUB, BRANCH, JOINT])))
    assert {name: batch.counts["total"][name] for name in ("new", "faulty")} == {"new": 5, "faulty": 0}
    batch = committed(chief, batch)
    assert (batch.state, batch.error_text) == ("committed", "")
    with acting_as(world.here.system()):
        person = Person.objects.unscoped("test").get(name="欧阳建国")
    assert person.organisation_id == _orgs(world)["物流第一党支部"].pk


def _undo(actor: Actor, batch: ImportBatch) -> ImportBatch:
    with acting_as(actor):
        now = queries.get_batch(batch_id=batch.pk)
        commands.request_undo(batch_id=batch.pk, expected_version=now.version)
        run_pending()
        return queries.get_batch(batch_id=batch.pk)


def test_undo_takes_people_and_organisations_back(world: World, chief: Actor) -> None:
    people = [HEAD, member_row(301, "欧阳建国", "物流第一党支部")]
    batch = committed(chief, checked(chief, workbook(("党员", people), ("组织", [TREE, SUB, BRANCH]))))
    after = _undo(chief, batch)
    assert (after.state, after.error_text) == ("undone", "")
    assert not {"物流公司党委", "物流第一党支部"} & set(_orgs(world))
    with acting_as(world.here.system()):
        assert not Person.objects.unscoped("test").filter(name="欧阳建国").exists()


def test_undo_of_organisations_in_use_is_refused(world: World, chief: Actor) -> None:
    batch = committed(chief, checked(chief, workbook(("组织", [TREE, SUB, BRANCH]))))
    committed(chief, checked(chief, workbook(("党员", [HEAD, member_row(301, "欧阳建国", "物流第一党支部")]))))
    after = _undo(chief, batch)
    assert (after.state, after.error_code) == ("committed", "roster.depended_on")
    assert "物流第一党支部" in _orgs(world)


def test_office_of_a_subtree_sets_up_below_it_only(world: World, office: Actor) -> None:
    rows = [_org("三车间党支部", "三车间党支部", "制造公司党总支"), _org("四车间党支部", "四车间党支部", "集团党委")]
    batch = checked(office, workbook(("组织", [TREE, *rows])))
    assert codes_of(office, batch) == {3: ["organisation.parent_unknown"]}
