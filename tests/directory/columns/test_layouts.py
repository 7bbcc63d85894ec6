"""Messy layouts as real offices send them: what is found, what is left out, what each value becomes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from dangjian.directory.columns.fields_member import MEMBER_FIELDS
from dangjian.directory.columns.fields_organisation import ORGANISATION_FIELDS
from dangjian.foundation.tabular.catalogue import Catalogue
from dangjian.foundation.tabular.parse import ParsedRow, RowParser, SkippedRow
from dangjian.foundation.tabular.recognise import Recognised, choose_sheet
from dangjian.foundation.tabular.workbook import open_book, read_rows

ZHANG = "11010519491231002X"
LI = "440524188001010014"


def _book(path: Path, fill: Callable[[Any, Any], None]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    fill(book, book.add_worksheet("党员名册"))
    book.close()
    return path


def _read(path: Path, catalogue: Catalogue = MEMBER_FIELDS) -> tuple[Recognised, list[ParsedRow], list[SkippedRow]]:
    book = open_book(path, path.name)
    found = choose_sheet(book.sheets, catalogue)
    parser = RowParser(catalogue, found.mapping, found.heading)
    return found, list(parser.parse(read_rows(book, found.sheet))), parser.skipped


def test_title_merged_two_line_headings_blank_rows_totals_and_notes(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.merge_range("A1:H1", "XX集团第一党支部党员花名册")
        sheet.merge_range("A2:D2", "填报单位：第一党支部")
        sheet.merge_range("E2:H2", "填报日期：2024年1月1日")
        for column, title in ((0, "序号"), (1, "姓名\n*"), (2, "性别（男/女）"), (3, "公民身份证号"), (7, "备注")):
            sheet.merge_range(3, column, 4, column, title)
        sheet.merge_range("E4:F4", "联系方式")
        sheet.write("E5", "手机")
        sheet.write("F5", "固定电话")
        sheet.write("G4", "入党")
        sheet.write("G5", "时间")
        sheet.write_row("A6", [1, "张  三", "男", ZHANG, 13812345678, "010-62345678", "2010.7.1", ""])
        sheet.write_row("A8", [2, "李四", "女", LI, "13912345678", "", 40360, "退休"])
        sheet.write_row("A9", [3])
        sheet.write_row("A10", ["合计", "2人"])
        sheet.merge_range("A11:H11", "填表说明：本表一式两份。")
        sheet.write("A12", "审核人：")

    found, rows, skipped = _read(_book(tmp_path / "a.xlsx", fill))
    assert found.heading.above == ("XX集团第一党支部党员花名册", "填报单位：第一党支部", "填报日期：2024年1月1日")
    assert found.mapping == {
        0: "row_no",
        1: "name",
        2: "sex",
        3: "id_number",
        4: "mobile_phone",
        5: "landline",
        6: "joined_on",
        7: "remarks",
    }
    assert [(row.number, row.values) for row in rows] == [
        (
            6,
            {
                "name": "张三",
                "sex": "male",
                "id_number": ZHANG,
                "mobile_phone": "13812345678",
                "landline": "01062345678",
                "joined_on": "2010-07-01",
            },
        ),
        (
            8,
            {
                "name": "李四",
                "sex": "female",
                "id_number": LI,
                "mobile_phone": "13912345678",
                "joined_on": "2010-07-01",
                "remarks": "退休",
            },
        ),
    ]
    assert [(row.number, row.kind) for row in skipped] == [(10, "note"), (11, "note"), (12, "note")]


def test_groups_over_columns_family_columns_are_not_the_members_own(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.merge_range("A1:C1", "基本信息")
        sheet.merge_range("D1:E1", "党内信息")
        sheet.merge_range("F1:G1", "家庭成员")
        sheet.write_row("A2", ["姓名", "性别", "身份证号", "入党日期", "转正日期", "姓名", "身份证号"])
        sheet.write_row("A3", ["张三", "女", ZHANG, "1970-07-01", "1971-07-01", "李四", LI])

    found, rows, _ = _read(_book(tmp_path / "a.xlsx", fill))
    assert found.mapping == {0: "name", 1: "sex", 2: "id_number", 3: "joined_on", 4: "confirmed_on"}
    assert [row.values["name"] for row in rows] == ["张三"]


def test_branch_merged_over_rows_is_repeated(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["党支部", "姓名", "性别"])
        sheet.merge_range("A2:A3", "第一党支部")
        sheet.write_row("B2", ["张三", "男"])
        sheet.write_row("B3", ["李四", "女"])
        sheet.write_row("A4", ["第二党支部", "王五", "男"])

    _, rows, _ = _read(_book(tmp_path / "a.xlsx", fill))
    assert [(row.values["branch"], row.values["name"]) for row in rows] == [
        ("第一党支部", "张三"),
        ("第一党支部", "李四"),
        ("第二党支部", "王五"),
    ]


def test_group_lines_and_repeated_headings_are_left_out(tmp_path: Path) -> None:
    head = ["序号", "姓名", "性别", "身份证号"]

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row("A1", head)
        sheet.merge_range("A2:D2", "一、机关第一党支部")
        sheet.write_row("A3", [1, "张三", "女", ZHANG])
        sheet.write_row("A4", head)
        sheet.merge_range("A5:D5", "二、机关第二党支部")
        sheet.write_row("A6", [1, "李四", "男", LI])
        sheet.write_row("A7", ["小计", "", "", "2"])
        sheet.write_row("A8", ["合　　计", "2人"])
        sheet.write_row("A9", ["　注 ：性别按身份证填写"])

    _, rows, skipped = _read(_book(tmp_path / "a.xlsx", fill))
    assert [(row.values["name"], row.section) for row in rows] == [
        ("张三", "一、机关第一党支部"),
        ("李四", "二、机关第二党支部"),
    ]
    assert [(row.number, row.kind) for row in skipped] == [
        (2, "section"),
        (4, "heading"),
        (5, "section"),
        *((number, "note") for number in (7, 8, 9)),
    ]


def test_the_sheet_that_fits_is_chosen_among_instructions_and_hidden_sheets(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write("A1", "填写说明")
        sheet.write("A2", "姓名、性别、民族必须填写")
        hidden = book.add_worksheet("旧名册")
        hidden.write_row("A1", ["姓名", "性别", "身份证号", "民族", "学历"])
        hidden.write_row("A2", ["旧人", "男", LI, "汉族", "本科"])
        hidden.hide()
        right = book.add_worksheet("2024年党员")
        right.write_row("B3", ["姓名", "性别", "身份证号"])
        right.write_row("B4", ["张三", "女", ZHANG])

    found, rows, _ = _read(_book(tmp_path / "a.xlsx", fill))
    assert found.sheet.name == "2024年党员"
    assert [(row.number, row.values) for row in rows] == [(4, {"name": "张三", "sex": "female", "id_number": ZHANG})]


def test_unknown_headings_are_understood_by_content(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["同志", "G", "证照编码", "族裔", "哪天来的", "能找到的号", "组织归口"])
        sheet.write_row("A2", ["张伟", "女", ZHANG, "汉族", "2010-07-01", "13812345678", "第一党支部"])
        sheet.write_row("A3", ["李娜", "男", LI, "回族", "2011/7/1", "13912345678", "第二党支部"])
        sheet.write_row("A4", ["王芳", "女", ZHANG, "满族", "2012.7.1", "13712345678", "第二党支部"])

    found, rows, _ = _read(_book(tmp_path / "a.xlsx", fill))
    assert found.mapping == {
        0: "name",
        1: "sex",
        2: "id_number",
        3: "ethnic_group",
        5: "mobile_phone",
        6: "branch",
    }
    assert {match.column: match.suggestion for match in found.columns if match.suggestion} == {4: "joined_on"}
    assert len(rows) == 3


def test_sheet_without_headings_is_read_by_content(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["张伟", "女", ZHANG, "13812345678"])
        sheet.write_row("A2", ["李娜", "男", LI, "13912345678"])
        sheet.write_row("A3", ["王芳", "女", ZHANG, "13712345678"])

    found, rows, _ = _read(_book(tmp_path / "a.xlsx", fill))
    assert found.mapping == {0: "name", 1: "sex", 2: "id_number", 3: "mobile_phone"}
    assert [row.number for row in rows] == [1, 2, 3]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_tables_in_every_charset(tmp_path: Path, charset: str, separator: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(["党员名册", "", "", ""])
    writer.writerow(["姓名", "性别", "联系方式", ""])
    writer.writerow(["", "", "手机", "固定电话"])
    writer.writerow(["阿不都热依木•买买提", "男", "13812345678", "010-62345678"])
    writer.writerow(["㐂田", "女", "", ""])
    path = tmp_path / "a.csv"
    path.write_bytes(text.getvalue().encode(charset))
    found, rows, _ = _read(path)
    assert found.mapping == {0: "name", 1: "sex", 2: "mobile_phone", 3: "landline"}
    assert [row.values["name"] for row in rows] == ["阿不都热依木·买买提", "㐂田"]


def test_formula_errors_and_formulas_without_result_are_problems_not_blanks(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["姓名", "性别", "身份证号", "学历"])
        sheet.write("A2", "张三")
        sheet.write_formula("B2", "=NA()", None, "#N/A")
        sheet.write_formula("C2", "=X1", None, "")
        sheet.write_number("D2", 1.10105e17)
        sheet.write("A3", "李四")
        sheet.write_number("C3", 110105194912310020)

    _, rows, _ = _read(_book(tmp_path / "a.xlsx", fill))
    assert [(p.row, p.column, p.code) for row in rows for p in row.problems] == [
        (2, 1, "cell.formula_error"),
        (2, 2, "cell.formula_uncalculated"),
        (2, 3, "education.unknown"),
        (3, 2, "id.precision_lost"),
    ]


def _signature(path: Path, heads: list[str]) -> str:
    _book(path, lambda book, sheet: sheet.write_row("A1", heads))
    return choose_sheet(open_book(path, path.name).sheets, MEMBER_FIELDS).signature


def test_signature_ignores_blanks_and_marks(tmp_path: Path) -> None:
    plain = _signature(tmp_path / "a.xlsx", ["姓名", "性别", "民族"])
    assert _signature(tmp_path / "b.xlsx", ["姓 名*", "性\n别", " 民族（必填）"]) == plain
    assert _signature(tmp_path / "c.xlsx", ["姓名", "民族", "性别"]) != plain


def test_organisation_sheet_prefers_the_organisation_catalogue(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["序号", "党组织名称", "上级党组织", "党组织类别", "成立日期", "联系人", "联系电话"])
        sheet.write_row("A2", [1, "中共甲公司委员会", "", "党委", "2001.07", "张三", "13812345678"])

    path = _book(tmp_path / "a.xlsx", fill)
    sheets = open_book(path, path.name).sheets
    assert choose_sheet(sheets, ORGANISATION_FIELDS).score > choose_sheet(sheets, MEMBER_FIELDS).score
    _, rows, _ = _read(path, ORGANISATION_FIELDS)
    assert [row.values for row in rows] == [
        {
            "full_name": "中共甲公司委员会",
            "org_kind": "party_committee",
            "established_on": "2001-07",
            "contact_name": "张三",
            "contact_phone": "13812345678",
        }
    ]


def test_old_workbook_format_is_read_like_the_new_one() -> None:
    path = Path(__file__).parents[2] / "foundation/tabular/old_format.xls"
    found, rows, _ = _read(path)
    assert found.heading.above == ("某公司党员名册",)
    assert [(row.number, row.values) for row in rows] == [
        (3, {"name": "张三", "sex": "female", "id_number": ZHANG, "joined_on": "2010-07-01", "branch": "第一党支部"}),
        (4, {"name": "李四", "sex": "male", "id_number": LI, "joined_on": "2010-07-01", "branch": "第一党支部"}),
    ]
