"""What is taken, what is refused, and what is left of what was taken (SEC-FILE-01, -02, -03)."""

from __future__ import annotations

import io
import resource
import sys
import time
import zipfile
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.errors import BadInput, NotAllowed, Problem, TooLarge, TooMany
from dangjian.kernel.files import StoredFile, intake, open_stored
from tests.kernel.files import samples
from tests.kernel.files.conftest import PHOTO, ROSTER

_FORM = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
"""What Pillow tells of the form of any JPEG."""


def _give(data: bytes, name: str, purpose: str = PHOTO.code) -> StoredFile:
    return intake(io.BytesIO(data), name=name, purpose=purpose)


def _bytes_of(file: StoredFile, *, thumb: bool = False) -> bytes:
    with open_stored(file, thumb=thumb) as source:
        return source.read()


def _refusal(data: bytes, name: str, purpose: str = PHOTO.code) -> str:
    with pytest.raises(Problem) as caught:
        _give(data, name, purpose)
    return caught.value.code.removeprefix("kernel.files.")


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("照片.JPG", samples.image(), "jpeg"),
        ("图.png", samples.image("PNG"), "png"),
        ("图.webp", samples.image("WEBP"), "jpeg"),
        ("透明.webp", samples.image("WEBP", mode="RGBA"), "png"),
        ("报告.pdf", samples.pdf(), "pdf"),
        ("材料.docx", samples.office("docx"), "docx"),
        ("名册.xlsx", samples.office("xlsx"), "xlsx"),
        ("汇报.pptx", samples.office("pptx"), "pptx"),
        ("名册.xls", samples.ole("Workbook"), "xls"),
        ("名册.et", samples.ole("Workbook"), "xls"),
        ("材料.wps", samples.ole("WordDocument"), "doc"),
        ("名册.csv", "姓名,性别\r\n张三,男\r\n".encode("gb18030"), "csv"),
        ("名册.csv", "姓名,性别\r\n".encode("utf-8-sig"), "csv"),
        ("名册.csv", "姓名\t性别\r\n".encode("utf-16"), "csv"),
        ("说明.txt", "说明".encode(), "txt"),
    ],
)
def test_sec_file_01_honest_files_are_taken(files_at: Path, member: Actor, name: str, data: bytes, kind: str) -> None:
    with acting_as(member):
        row = _give(data, name)

    assert (row.kind, row.uploaded_by, row.owner_id, row.size) == (kind, member.account_id, None, len(_bytes_of(row)))
    assert row.file_name.startswith(Path(name).stem)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.png", samples.image(), "type_mismatch"),
        ("a.jpg", b"GIF89a/*" + b"\0" * 100 + b"*/=1;alert(1)", "type_mismatch"),
        ("a.gif", b"GIF89a" + b"\0" * 100, "wrong_type"),
        ("a.svg", b"<svg onload='alert(1)'/>", "wrong_type"),
        ("a.html", b"<html><script>alert(1)</script>", "wrong_type"),
        ("a.txt", b"  <script>alert(1)</script>", "type_mismatch"),
        ("a.csv", b"\xef\xbb\xbf<!DOCTYPE html><html>", "type_mismatch"),
        ("a.txt", b"MZ\x90\0\x03", "type_mismatch"),
        ("a.csv", b"a,b\x1b[2J", "type_mismatch"),
        ("a.pdf", b"<html>%PDF-1.7", "type_mismatch"),
        ("a.docx", samples.office("xlsx"), "type_mismatch"),
        ("a.xls", samples.office("xlsx"), "type_mismatch"),
        ("a.zip", samples.archive({"a": b"b"}), "wrong_type"),
        ("a.docx", samples.archive({"a": b"b"}), "type_mismatch"),
        ("a.jpg", samples.image() + samples.archive({"a": b"b"}), "polyglot"),
        ("a.exe", b"MZ" + b"\0" * 100, "wrong_type"),
        ("a", samples.image(), "type_mismatch"),
        ("a.jpg", b"", "empty"),
        ("a.jpg", samples.image()[:3000], "damaged"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 300, "damaged"),
        ("a.pdf", b"%PDF-1.7\nnothing", "damaged"),
        ("a.pdf", samples.locked_pdf(), "encrypted"),
        ("a.docx", samples.office("docx")[:-30], "damaged"),
        (
            "a.docx",
            samples.office("docx", word__vbaProject__bin=b"x").replace(b"vbaProject/bin", b"vbaProject.bin"),
            "macro",
        ),
        ("a.xls", samples.ole("Workbook", "_VBA_PROJECT".encode("utf-16-le")), "macro"),
        ("a.docx", samples.office_with_relation(b"attachedTemplate", b"http://192.0.2.1/t.dotm"), "remote_content"),
        ("a.docx", samples.office("docx", word__x__xml=b"").replace(b"word/x/xml", b"../../xxml"), "unsafe_archive"),
        (
            "a.docx",
            samples.archive({"[Content_Types].xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]>", "word/document.xml": b"<d/>"}),
            "unsafe_archive",
        ),
    ],
)
def test_sec_file_01_everything_else_is_refused(
    files_at: Path, member: Actor, name: str, data: bytes, code: str
) -> None:
    with acting_as(member):
        assert _refusal(data, name) == code
    assert not list(files_at.rglob("files/**/*"))


def test_sec_file_01_links_to_pages_in_documents_are_fine(files_at: Path, member: Actor) -> None:
    with acting_as(member):
        row = _give(samples.office_with_relation(b"hyperlink", b"https://www.12371.cn/"), "材料.docx")

    assert row.kind == "docx"


def test_sec_file_01_limits_of_the_purpose(files_at: Path, member: Actor, office: Actor) -> None:
    with acting_as(member):
        with pytest.raises(TooLarge, match="1 MB"):
            _give(b"x" * (PHOTO.max_bytes + 1), "a.txt")
        with pytest.raises(BadInput, match="用途"):
            _give(b"x", "a.txt", "no.such.purpose")
        with pytest.raises(NotAllowed):
            _give(b"x", "a.csv", ROSTER.code)
    with acting_as(office):
        assert _refusal(samples.image(), "a.jpg", ROSTER.code) == "wrong_type"
        assert _give("姓名".encode(), "a.csv", ROSTER.code).is_sealed


def test_sec_file_02_pictures_lose_everything_but_the_picture(files_at: Path, member: Actor) -> None:
    with acting_as(member):
        row = _give(samples.photo_with_traces(), "会议照片.jpg")

    data = _bytes_of(row)
    with Image.open(io.BytesIO(data)) as picture:
        upright = (picture.size, dict(picture.getexif()), set(picture.info) - _FORM)
        top, bottom = picture.getpixel((200, 100)), picture.getpixel((200, 700))
    assert upright == ((400, 800), {}, set())
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert (top[0] > 200, bottom[2] > 200) == (True, True)
    assert not [
        canary for canary in (b"Canary", b"Exif", b"http://ns.adobe") if canary in data + _bytes_of(row, thumb=True)
    ]
    assert (row.width, row.height) == (400, 800)


def test_sec_file_02_large_pictures_are_made_smaller_with_a_thumbnail(files_at: Path, member: Actor) -> None:
    with acting_as(member):
        row = _give(samples.image(size=(5000, 3000), quality=20), "大图.jpg")

    with Image.open(io.BytesIO(_bytes_of(row))) as picture, Image.open(io.BytesIO(_bytes_of(row, thumb=True))) as thumb:
        assert (picture.size, thumb.size, thumb.format) == ((2560, 1536), (480, 288), "JPEG")
    assert row.thumb_size == len(_bytes_of(row, thumb=True))


def test_sec_file_02_colours_of_print_become_colours_of_screens(files_at: Path, member: Actor) -> None:
    with acting_as(member):
        row = _give(samples.image(mode="CMYK"), "印刷.jpg")

    with Image.open(io.BytesIO(_bytes_of(row))) as picture:
        assert (picture.mode, picture.info.get("icc_profile")) == ("RGB", None)


def test_sec_file_02_scans_of_16_bits_keep_their_greys(files_at: Path, member: Actor) -> None:
    scan = io.BytesIO()
    Image.new("I;16", (40, 40), 0x8000).save(scan, "PNG")
    with acting_as(member):
        row = _give(scan.getvalue(), "扫描.png")

    with Image.open(io.BytesIO(_bytes_of(row))) as picture:
        assert picture.convert("L").getpixel((5, 5)) == 128


def test_sec_file_02_decompression_bomb_is_refused_before_it_is_decoded(files_at: Path, member: Actor) -> None:
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()

    with acting_as(member):
        assert _refusal(samples.png_of(60_000, 60_000), "a.png") == "bomb"

    assert time.process_time() - started < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_sec_file_02_pdf_loses_scripts_actions_and_attachments(files_at: Path, member: Actor) -> None:
    with acting_as(member):
        row = _give(samples.hostile_pdf(), "a.pdf")

    with pikepdf.open(io.BytesIO(_bytes_of(row))) as document:
        plain = io.BytesIO()
        document.save(plain, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    text = plain.getvalue()
    assert [word for word in (b"Canary", b"/JavaScript", b"/Launch", b"/OpenAction", b"/AA") if word in text] == []
    assert b"https://www.12371.cn/" in text


def test_sec_file_02_harmless_pdf_is_kept_byte_for_byte(files_at: Path, member: Actor) -> None:
    data = samples.pdf()
    with acting_as(member):
        kept, cut = _give(data, "a.pdf"), _give(data + b"<html><script>alert(1)</script>", "b.pdf")

    assert _bytes_of(kept) == data
    assert b"<script>" not in _bytes_of(cut)


@pytest.mark.parametrize("make", [samples.bomb, samples.lying_bomb])
def test_sec_file_03_archive_bombs_are_refused(files_at: Path, member: Actor, make: object) -> None:
    assert callable(make)
    data = make()
    assert len(data) < 300_000
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()

    with acting_as(member):
        assert _refusal(data, "a.xlsx") in {"bomb", "damaged"}

    assert time.process_time() - started < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_sec_file_03_crowds_links_and_overlaps_are_refused(files_at: Path, member: Actor) -> None:
    crowd = samples.archive({f"word/{n}.xml": b"" for n in range(2_001)})
    link = io.BytesIO(samples.office("docx"))
    with zipfile.ZipFile(link, "a") as writer:
        info = zipfile.ZipInfo("word/link")
        info.external_attr = 0o120777 << 16
        writer.writestr(info, "/etc/passwd")
    many_in_one = _overlapping()

    with acting_as(member):
        assert _refusal(crowd, "a.docx") == "bomb"
        assert _refusal(link.getvalue(), "a.docx") == "unsafe_archive"
        assert _refusal(many_in_one, "a.docx") == "bomb"


def _overlapping() -> bytes:
    """An archive whose list of contents names one stored part many times."""
    data = samples.office("docx", word__big=b"x" * 5000)
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    directory = data[start:end]
    last = directory[directory.rindex(b"PK\x01\x02") :]
    copies = b"".join(last.replace(b"word/big", b"word/b%02d" % n) for n in range(10))
    tail = bytearray(data[end:])
    tail[8:10] = tail[10:12] = (13).to_bytes(2, "little")
    tail[12:16] = (len(directory) + len(copies)).to_bytes(4, "little")
    return data[:end] + copies + bytes(tail)


def test_sec_file_04_names_are_words_not_paths(files_at: Path, member: Actor) -> None:
    traps = ("../../etc/passwd", "C:\\用户\\照片", "a\u202egnp", "x" * 300, "\r\n", "图.webp")
    with acting_as(member):
        names = [_give(samples.image(), f"{trap}.jpg").file_name for trap in traps]

    assert names == ["passwd.jpg", "照片.jpg", "agnp.jpg", "x" * 116 + ".jpg", "文件.jpg", "图.webp.jpg"]
    stored = [
        path.relative_to(files_at / "files").as_posix() for path in (files_at / "files").rglob("*") if path.is_file()
    ]
    assert all(len(path.split("/")[-1].removesuffix(".t")) == 32 for path in stored)
    assert len(stored) == 12


def test_sec_file_04_sealed_files_are_unreadable_on_disk(files_at: Path, office: Actor) -> None:
    content = ("姓名,公民身份号码\r\n" + "张三,11010519491231002X\r\n" * 9000).encode()
    with acting_as(office):
        row = _give(content, "花名册.csv", ROSTER.code)

    raw = next(p for p in files_at.rglob("files/*/*/*") if p.is_file()).read_bytes()
    with open_stored(row) as source:
        source.seek(100_000)
        middle = source.read(50)
        source.seek(-10, 2)
        end = source.read()
    assert (b"11010519491231002X" in raw, _bytes_of(row) == content) == (False, True)
    assert (middle, end) == (content[100_000:100_050], content[-10:])


def test_too_many_unused_uploads_are_refused(files_at: Path, member: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["dangjian.kernel.files.intake"], "MAX_LOOSE", 2)
    with acting_as(member):
        for _ in range(2):
            _give(b"x", "a.txt")
        with pytest.raises(TooMany):
            _give(b"x", "a.txt")

    assert len([p for p in files_at.rglob("files/*/*/*") if p.is_file()]) == 2
