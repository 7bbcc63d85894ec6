"""A list of officers as a company's Party committee keeps it: the branch merged over its officers, notes at the end."""

from __future__ import annotations

from dangjian.directory.posts.enums import PostKind, PostOrigin
from dangjian.ops.demo.enterprise.model import Enterprise
from dangjian.ops.demo.rosters import values
from dangjian.ops.demo.rosters.members import under
from dangjian.ops.demo.rosters.sheet import Merge, Sheet, Value, headings

_ORIGINS = {PostOrigin.ELECTED: "选举产生", PostOrigin.APPOINTED: "上级任命", PostOrigin.DIVIDED: "委员分工"}


def branch_officers(made: Enterprise) -> Sheet:
    """Officers of the branches of a company, one in each row; of two posts of a person both in one cell."""
    heads: list[Value] = headings(
        "序号 所在党支部 姓名 性别 出生年月 支委职务 任职时间 产生方式 身份证号 联系电话 备注"
    )
    sheet = Sheet("支部班子成员", titles=(0,), heads=(2,))
    sheet.rows = [["建工公司党支部班子成员名册（演示）"], ["填报单位：中国共产党华岳建工有限公司委员会"], heads]
    sheet.merges = [Merge(0, 0, 0, len(heads) - 1)]
    people = {person.key: person for person in made.people}
    number = 0
    for org in under(made, "jg").values():
        first = len(sheet.rows)
        sitting = [p for p in made.posts if p.org == org.key and not p.ended_on and p.kind != PostKind.CELL_LEADER]
        for post in sitting:
            person, number = people[post.person], number + 1
            sheet.rows.append(
                [
                    number,
                    org.short_name if len(sheet.rows) == first else None,
                    values.spaced(person.name),
                    values.sex(person),
                    values.month(person.birth_date),
                    PostKind(post.kind).label,
                    values.dotted(post.started_on),
                    _ORIGINS[PostOrigin(post.origin)],
                    person.id_number,
                    person.mobile_phone,
                ]
            )
        if len(sheet.rows) - first > 1:
            sheet.merges.append(Merge(first, 1, len(sheet.rows) - 1, 1))
    sheet.rows.append(["说明：1.只填现任；2.换届后 10 日内报公司党委。"])
    sheet.rows.append(["填表人：林晓燕", None, "填表日期：2026年11月21日"])
    return sheet
