"""Rosters as they must never be, through the door of the office: each ends in words at cells, never in a 500."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dangjian.identity.accounts.visit import CSRF_HEADER
from dangjian.kernel.jobs import run_pending
from tests.directory.rosters.sheets import HEAD, member_row, workbook
from tests.world import SignedInClient, World, identity_number

BASE = "/api/v1/directory/rosters"
Answer = dict[str, Any]


def _send(client: SignedInClient, content: bytes, name: str) -> Any:
    headers = {CSRF_HEADER: client._csrf}
    return Client.post(
        client,
        "/api/v1/kernel/files?purpose=directory.rosters.upload",
        {"file": SimpleUploadedFile(name, content)},
        headers=headers,
    )


def _refused(client: SignedInClient, content: bytes, name: str = "名册.xlsx") -> tuple[int, str, str]:
    """Where a file is refused, at the upload or at the look into it: status, code and text."""
    answer = _send(client, content, name)
    if answer.status_code == 201:
        answer = client.call("POST", BASE, {"file_id": answer.json()["id"]})
    told = answer.json()
    assert answer["Content-Type"].startswith("application/problem+json"), answer.content[:300]
    words = told["fields"][0]["text"] if told.get("fields") else told.get("title", "")
    return answer.status_code, told["code"], str(told.get("detail") or words)


def _begun(client: SignedInClient, content: bytes, name: str = "名册.xlsx") -> Answer:
    stored = _send(client, content, name)
    assert stored.status_code == 201, stored.content.decode()
    begun = client.call("POST", BASE, {"file_id": stored.json()["id"]})
    assert begun.status_code == 201, begun.content.decode()
    batch: Answer = begun.json()
    return batch


def _checked(client: SignedInClient, content: bytes, name: str = "名册.xlsx") -> Answer:
    """The file through the check; asserts that every problem is told at its place with a cure, and the result file."""
    batch = _begun(client, content, name)
    url = f"{BASE}/{batch['id']}"
    assert client.call("POST", f"{url}/preview").status_code == 202
    run_pending()
    batch = client.fetch(url).json()
    assert (batch["state"], batch["error_text"]) == ("previewed", ""), batch["error_text"]
    batch["rows"] = {}
    for part in batch["parts"]:
        if not part["is_used"]:
            continue
        answer = client.fetch(f"{url}/rows", part=part["part"], limit=200)
        assert answer.status_code == 200, answer.content.decode()
        rows = batch["rows"][part["part"]] = answer.json()["items"]
        for problem in (each for row in rows for each in row["problems"]):
            assert problem["text"].endswith(("。", "？", "！")), problem
            assert -1 <= problem["column"] < 200
            assert any(word in problem["text"] for word in _CURES), problem["text"]
    assert client.fetch(f"{url}/result").status_code == 200
    return batch


_CURES = ("请", "按", "采用", "将", "转入", "导入不作修改", "不登记", "是否", "可")


def _codes(batch: Answer, part: int = 0) -> dict[int, list[str]]:
    return {row["number"]: [p["code"] for p in row["problems"]] for row in batch["rows"][part] if row["problems"]}


def _made(fill: Any) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    fill(book)
    book.close()
    return target.getvalue()


def _six_dates(serial: int) -> tuple[str, date]:
    return identity_number(serial, date(1980, 3, 5)), date(1980, 3, 5)


def test_messy_but_right_roster_needs_no_correction_at_all(world: World, chief_client: SignedInClient) -> None:
    dates = ("2010-07-01", "2010/7/1", "2010.7.1", "20100701", "2010年7月1日", 40360)
    names = ("王 伟", "阿不都热依木·买买提", "欧阳　建国", "司马青 ", "古丽．艾山", "李四")

    def fill(book: Any) -> None:
        old = book.add_worksheet("2019年（作废）")
        old.write_row(0, 0, HEAD)
        old.write_row(1, 0, member_row(390, "作废人"))
        old.hide()
        page = book.add_worksheet("党员信息 ")
        page.activate()
        page.set_first_sheet()
        page.merge_range("B1:K1", "某某制造公司一车间党支部党员花名册（2026年）")
        page.write("B2", "填报单位：一车间党支部")
        page.write("H2", "单位：人")
        page.merge_range("B4:B5", "序号")
        page.merge_range("C4:D4", "基本情况")
        page.write("C5", "姓 名")
        page.write("D5", "身份证\n号码")
        page.merge_range("F4:F5", "民　族")
        page.merge_range("G4:H4", "党内信息")
        page.write("G5", "加入党组织日期")
        page.write("H5", "转正\n时间")
        page.merge_range("I4:I5", "联系方式")
        page.merge_range("J4:J5", "所在党支部")
        for index, (day, name) in enumerate(zip(dates, names, strict=True)):
            line = 5 + index + (index > 2)
            number, _ = _six_dates(391 + index)
            page.write_number(line, 1, index + 1)
            page.write(line, 2, name)
            page.write(line, 3, f" {number[:6]} {number[6:14]} {number[14:].lower()}")
            page.write(line, 5, "汉")
            page.write(line, 6, day)
            page.write(line, 7, "2011年7月")
            page.write(line, 8, f"１３９{index:08d}" if index else "+86 139-0000-0000")
            page.write(line, 9, "一车间党支部 ")
        page.write(13, 1, "合计")
        page.write(13, 2, "6人")
        page.write(15, 1, "填表人：张三　　审核人：李四　　2026年11月1日")
        book.add_worksheet("说明").write("A1", "本表由支部填写")

    batch = _checked(chief_client, _made(fill))
    used = [part["part"] for part in batch["parts"] if part["is_used"]]
    [part] = used
    assert (_codes(batch, part), [row["status"] for row in batch["rows"][part]]) == (
        {},
        ["new"] * 6,
    ), batch["counts"][str(part)]["left_out"]


@pytest.mark.parametrize("separator", [",", "\t"])
def test_gb18030_text_with_separators_inside_cells(world: World, chief_client: SignedInClient, separator: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerow([*HEAD, "备注"])
    writer.writerow([*member_row(401, "㐂田一"), f'住址{separator}门牌"3"号\n后门'])
    batch = _checked(chief_client, text.getvalue().encode("gb18030"), "名册.csv")
    [row] = batch["rows"][0]
    assert (row["status"], row["problems"]) == ("new", []) or [p["code"] for p in row["problems"]] == ["name.unusual"]


def test_numbers_that_excel_has_spoilt_are_told_each_with_its_cure(world: World, chief_client: SignedInClient) -> None:
    head = ["姓名", "公民身份号码", "所在党支部"]
    good = identity_number(411, date(1980, 3, 5))
    rows: list[list[Any]] = [
        ["张三", 1.1e17, "一车间党支部"],
        ["李四", "1.10105E+17", "一车间党支部"],
        ["王五", f"{good[:15]}000", "一车间党支部"],
        ["赵六", f"'{good}", "一车间党支部"],
        ["孙七", "".join(chr(ord(sign) + 0xFEE0) for sign in good[:17]) + good[17], "一车间党支部"],
        ["周八", "130503670401001", "一车间党支部"],
        ["吴九", "110105194912310020", "一车间党支部"],
        ["郑十", "110105194902300020", "一车间党支部"],
    ]
    codes = _codes(_checked(chief_client, workbook(("党员", [head, *rows]))))
    errors = {
        number: [code for code in found if code.startswith(("id.", "DAT-R07"))] for number, found in codes.items()
    }
    assert errors | {7: errors.get(7, [])} == {
        2: ["id.precision_lost"],
        3: ["id.precision_lost"],
        4: ["id.precision_lost"],
        5: [],
        6: ["DAT-R07"],
        7: [],
        8: ["id.check_digit"],
        9: ["id.date"],
    }


def test_dates_nobody_can_be_sure_of(world: World, chief_client: SignedInClient) -> None:
    head = ["姓名", "公民身份号码", "入党日期", "所在党支部"]
    wrong: tuple[tuple[Any, str], ...] = (
        (2010.1, "date.ambiguous_month"),
        ("10.7.1", "date.two_digit_year"),
        ("1900-01-00", "date.zero"),
        ("2010年13月", "date.not_in_calendar"),
        ("2010-02-30", "date.not_in_calendar"),
        ("1/7/2010", "date.day_order"),
        ("2010", "date.year_only"),
        ("解放前", "date.unreadable"),
        ("3010-07-01", "date.out_of_range"),
        ("#N/A", "cell.formula_error"),
        ("2010-07-01至2011-07-01", "date.extra_text"),
    )
    rows = [[f"张{'三四五六七八九十甲乙丙'[i]}", identity_number(421 + i, date(1980, 3, 5)), cell, "一车间党支部"]
            for i, (cell, _) in enumerate(wrong)]  # fmt: skip
    codes = _codes(_checked(chief_client, workbook(("党员", [head, *rows]))))
    found = {
        number: next((code for code in each if code.startswith(("date.", "cell."))), "")
        for number, each in codes.items()
    }
    assert found == {number: code for number, (_, code) in enumerate(wrong, start=2)}


def test_same_people_twice_in_the_file_and_against_the_register(world: World, office_client: SignedInClient) -> None:
    elsewhere, own = world.people["operations_3"], world.people["second_3"]
    first = member_row(431, "欧阳建国")
    rows = [first, [*first], member_row(432, own.name, "二车间党支部"), member_row(433, elsewhere.name)]
    rows[2][2], rows[2][1], rows[2][4] = own.id_number.reveal(), "", ""
    rows[3][2], rows[3][1], rows[3][4] = elsewhere.id_number.reveal(), "", ""
    batch = _checked(office_client, workbook(("党员", [HEAD, *rows])))
    codes = _codes(batch)
    assert (codes[3], codes[5]) == (["DAT-R07"], ["member.registered_elsewhere"])
    assert [row["status"] for row in batch["rows"][0]] == ["new", "faulty", "changed", "faulty"]


def test_circles_self_parents_and_twins_of_organisations(world: World, chief_client: SignedInClient) -> None:
    head = ["党组织名称", "上级党组织", "党组织类别"]
    rows = [
        ["甲公司党总支", "丙公司党委", "党总支"],
        ["乙公司党委", "甲公司党总支", "党委"],
        ["丙公司党委", "乙公司党委", "党委"],
        ["丁党支部", "丁党支部", "党支部"],
        ["戊党支部", "从未有过的党委", "党支部"],
        ["己党支部", "制造公司党总支", "党支部"],
        ["己党支部", "制造公司党总支", "党支部"],
        ["庚小组", "制造公司党总支", "小组"],
    ]
    codes = _codes(_checked(chief_client, workbook(("组织", [head, *rows]))))
    assert [code for number in (2, 3, 4) for code in codes[number] if code == "organisation.circular"] == [
        "organisation.circular"
    ] * 3
    assert "organisation.own_parent" in codes[5]
    assert "organisation.parent_unknown" in codes[6]
    assert "organisation.repeated" in codes[8]
    assert "choice.unknown" in codes[9]


def test_life_in_the_wrong_order(world: World, chief_client: SignedInClient) -> None:
    rows = [
        member_row(441, "张三", 入党日期="1970-07-01", 转正日期="1971-07-01"),
        member_row(442, "李四", 入党日期="2027-07-01", 转正日期=""),
        member_row(443, "王五", 出生日期="2030-01-01"),
        member_row(444, "赵六", 入党日期="2012-07-01", 转正日期="2011-07-01"),
    ]
    codes = _codes(_checked(chief_client, workbook(("党员", [HEAD, *rows]))))
    assert {"member.before_birth", "DAT-R02"} & set(codes[2])
    assert "member.date_in_future" in codes[3]
    assert {"DAT-R01", "member.date_in_future"} & set(codes[4])
    assert "DAT-R05" in codes[5]


def test_ten_megabytes_in_a_cell_are_refused_in_words(world: World, chief_client: SignedInClient) -> None:
    row = member_row(451, "张三")
    text = ",".join(HEAD) + "\n" + ",".join([*row[:1], "长" * 3_500_000, *row[2:]]) + "\n"
    status, code, words = _refused(chief_client, text.encode(), "名册.csv")
    assert (status, code.startswith("tabular.")) == (422, True)
    assert "请" in words


def test_longest_cell_of_a_workbook_is_a_problem_at_its_cell(world: World, chief_client: SignedInClient) -> None:
    rows = [[*HEAD, "备注"], [*member_row(452, "张三"), "长" * 32_000], [*member_row(453, "张" * 3000), "短"]]
    codes = _codes(_checked(chief_client, workbook(("党员", rows))))
    assert codes[2] == ["text.too_long"]
    assert codes[3]


def test_zip_bomb_is_refused_in_words(world: World, chief_client: SignedInClient) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        with zipfile.ZipFile(io.BytesIO(workbook(("党员", [HEAD])))) as real:
            for name in real.namelist():
                package.writestr(name, real.read(name))
        package.writestr("xl/media/bomb.bin", b"\0" * (400 << 20))
    content = target.getvalue()
    assert len(content) < 2 << 20
    status, code, words = _refused(chief_client, content)
    assert status in {413, 415, 422}, (status, code)
    assert words.endswith("。"), words


def test_list_without_any_known_column_asks_for_its_columns(world: World, chief_client: SignedInClient) -> None:
    rows = [["物料", "规格", "数量", "单价"], ["螺栓", "M8", 100, 0.5], ["螺母", "M8", 200, 0.2]]
    batch = _begun(chief_client, workbook(("库存", rows)))
    [part] = batch["parts"]
    assert part["missing"]
    url = f"{BASE}/{batch['id']}"
    choice = {"sheet_index": part["sheet_index"], "kind": part["kind"], "mapping": part["mapping"]}
    answer = chief_client.call("PUT", f"{url}/mapping", {"parts": [choice]}, version=batch["version"])
    assert (answer.status_code, answer.json()["fields"][0]["code"]) == (422, "roster.mapping_missing")
    chief_client.call("POST", f"{url}/preview")
    run_pending()
    told = chief_client.fetch(url).json()
    assert told["state"] in {"previewed", "failed"}
    assert told["counts"].get("total", {}).get("new", 0) == 0


def test_one_row_too_many(world: World, chief_client: SignedInClient) -> None:
    text = "姓名,所在党支部\n" + "张三,一车间党支部\n" * 100_201
    status, code, words = _refused(chief_client, text.encode(), "名册.csv")
    assert (status, code) == (422, "tabular.table.too_many_rows"), words
    assert "拆分" in words or "分成" in words, words


def test_formulas_in_cells_stay_text(world: World, chief_client: SignedInClient) -> None:
    row = member_row(461, "张三", 手机号码="=13900000000+1")
    evil = '=HYPERLINK("http://x","y")'
    rows = [[*HEAD, "备注", "籍贯"], [*row, evil, "@SUM(A1)"], [*member_row(462, "=cmd|'/c calc'!A1"), "", ""]]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    batch = _checked(chief_client, text.getvalue().encode("utf-8-sig"), "名册.csv")
    codes = _codes(batch)
    assert (codes[2], codes[3]) == (["phone.unreadable"], ["name.foreign_signs"])
    result = chief_client.fetch(f"{BASE}/{batch['id']}/result")
    content = b"".join(result.streaming_content) if result.streaming else result.content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any("<f>" in sheet for sheet in sheets)


@pytest.mark.parametrize(
    "rows",
    [
        [HEAD],
        [[], [], []],
        [["姓名"] * 5, ["张三"] * 5],
        [["姓名", "姓名", "性别", "性别"], ["张三", "李四", "男", "女"]],
        [[f"第{n}栏" for n in range(199)], ["x"] * 199],
        [["姓名" * 3000, "性别"], ["张三", "男"]],
        [["姓名", "所在党支部"], ["😀\u202e三", "一车间\u200b党支部"], ["\ud7ff", "()[]*"]],
        [[1, 2, 3], [4, 5, 6]],
        [["姓名", "所在党支部"], *[["", ""]] * 50, ["张三", "/"], ["李四", "////"], ["王五", "\\"]],
    ],
    ids=["heads-only", "blank", "one-head", "heads-twice", "wide", "long-head", "odd-signs", "numbers", "slashes"],
)
def test_tables_that_are_hardly_any(world: World, chief_client: SignedInClient, rows: list[list[Any]]) -> None:
    content = workbook(("表", rows))
    stored = _send(chief_client, content, "名册.xlsx")
    assert stored.status_code == 201
    begun = chief_client.call("POST", BASE, {"file_id": stored.json()["id"]})
    assert begun.status_code in {201, 422}, begun.content.decode()
    if begun.status_code == 422:
        assert "请" in begun.content.decode()
        return
    url = f"{BASE}/{begun.json()['id']}"
    assert chief_client.call("POST", f"{url}/preview").status_code == 202
    run_pending()
    told = chief_client.fetch(url).json()
    assert told["state"] in {"previewed", "failed"}, told
    assert told["state"] == "previewed" or told["error_text"].endswith("。")
    assert chief_client.fetch(f"{url}/rows").status_code in {200, 409}
    assert chief_client.fetch(f"{url}/result").status_code in {200, 409}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><table><tr><td>x</td></tr></table></html>", "名册.xls"),
        (b"PK\x03\x04broken", "名册.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "名册.xls"),
        (b"%PDF-1.7 x", "名册.csv"),
        ("姓名,性别\n".encode("utf-16-le"), "名册.csv"),
        (b"\xff\xff\xfe\xfe" * 100, "名册.csv"),
        (b"", "名册.xlsx"),
        ('姓名,性别\n"张三,男\n'.encode() + b'x,"' + b"y" * 200_000, "名册.csv"),
    ],
    ids=["html", "broken-zip", "empty-ole", "pdf", "utf16-without-mark", "no-charset", "empty", "open-quote"],
)
def test_files_that_are_no_rosters(world: World, chief_client: SignedInClient, content: bytes, name: str) -> None:
    status, code, words = _refused(chief_client, content, name)
    assert 400 <= status < 500, (status, code)
    assert "请" in words, words


def test_absurd_requests_are_told_and_change_nothing(world: World, chief_client: SignedInClient) -> None:
    batch = _checked(chief_client, workbook(("党员", [HEAD, member_row(471, "张三")])))
    url = f"{BASE}/{batch['id']}"
    cell = {"part": 0, "row": 2, "field": "name", "text": "李四"}
    for change in ({"text": "长" * 2001}, {"part": 7}, {"row": 99}, {"row": -1}, {"field": "nonsense"}, {"part": "x"}):
        answer = chief_client.call("POST", f"{url}/cells", cell | change)
        assert 400 <= answer.status_code < 500, change
        assert answer["Content-Type"].startswith("application/problem+json")
    assert chief_client.fetch(f"{url}/rows", part=9).status_code == 404
    assert chief_client.call("POST", f"{url}/commit", {}, version=999).status_code == 412
    assert _codes(batch) == {}
