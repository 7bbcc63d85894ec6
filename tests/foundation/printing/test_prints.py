"""Documents made in the background: done once, told once, kept for a week, seen by one person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from dangjian.foundation.messaging.models import Message
from dangjian.foundation.printing import registry
from dangjian.foundation.printing.commands import MOST_WAITING, ask_print, sweep_prints
from dangjian.foundation.printing.document import Document, Heading, Section
from dangjian.foundation.printing.formats import PrintFormat, render, render_set
from dangjian.foundation.printing.models import PrintRequest
from dangjian.foundation.printing.registry import Printer, printer_of, register_printer
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, NotSignedIn, TooMany
from dangjian.kernel.files import StoredFile
from dangjian.kernel.jobs import run_pending
from tests.world import TODAY, SignedInClient, World, building


def _build(*, title: str) -> Document:
    if title == "坏":
        raise BadInput("test.bad", "没有可以打印的内容。")
    if title == "错":
        raise RuntimeError("broken")
    return Document(title, (Section((Heading(title),)),), clock.now())


@pytest.fixture(autouse=True)
def printer() -> Iterator[Printer]:
    yield register_printer(Printer("test.printing.paper", "测试", _build))
    registry._printers.pop("test.printing.paper")


def _ask(world: World, title: str, file_format: PrintFormat = PrintFormat.PDF) -> PrintRequest:
    with acting_as(world.actor("secretary")):
        return ask_print(printer="test.printing.paper", title=title, params={"title": title}, file_format=file_format)


def _row(world: World, row: PrintRequest) -> PrintRequest:
    with building(world.tenant_id):
        found: PrintRequest = PrintRequest.objects.get(pk=row.pk)
        return found


def _told(world: World) -> list[tuple[str, str]]:
    with building(world.tenant_id):
        mine = Message.objects.filter(person_id=world.people["secretary"].pk).order_by("sent_at", "id")
        return list(mine.values_list("title", "text"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("file_format", list(PrintFormat))
def test_print_is_made_handed_over_and_told(
    world: World, secretary_client: SignedInClient, file_format: PrintFormat
) -> None:
    row = _ask(world, "手册", file_format)
    run_pending()

    done = _row(world, row)
    assert (done.state, done.problem, done.finished_at) == ("done", "", clock.now())
    answer = secretary_client.fetch(f"/api/v1/kernel/files/{done.file_id}")
    assert len(b"".join(answer.streaming_content)) == done.file_size
    assert answer["Cache-Control"] == "private, no-store"
    assert _told(world) == [(f"“手册（{file_format.word}）”已生成", "请在 7 天内下载，到期自动删除。")]


@pytest.mark.django_db(transaction=True)
def test_print_that_cannot_be_made_says_why(world: World) -> None:
    row = _ask(world, "坏")
    run_pending()

    failed = _row(world, row)
    assert (failed.state, failed.problem, failed.file_id) == ("failed", "没有可以打印的内容。", None)
    assert _told(world) == [("“坏（PDF）”未能生成", "没有可以打印的内容。")]


@pytest.mark.django_db(transaction=True)
def test_print_that_breaks_is_tried_again_and_given_up_with_a_word(world: World) -> None:
    row = _ask(world, "错")

    states = []
    for hours in range(4):
        with frozen(clock.now() + timedelta(hours=hours)):
            run_pending(strict=False)
            states.append(_row(world, row).state)

    assert states == ["waiting", "waiting", "failed", "failed"]
    assert len(_told(world)) == 1


def test_unknown_printer_and_nobody_signed_in_are_refused(world: World) -> None:
    given: dict[str, Any] = {"title": "x", "params": {}, "file_format": PrintFormat.PDF}
    with acting_as(world.actor("secretary")), pytest.raises(LookupError):
        ask_print(printer="test.none", **given)
    with acting_as(world.here.system()), pytest.raises(NotSignedIn):
        ask_print(printer="test.printing.paper", **given)


def test_only_so_many_prints_wait_for_one_person(world: World) -> None:
    for number in range(MOST_WAITING):
        _ask(world, f"手册{number}")

    with pytest.raises(TooMany):
        _ask(world, "多了")


def test_prints_are_listed_for_their_person_alone(
    world: World, secretary_client: SignedInClient, member_client: SignedInClient, stranger_client: SignedInClient
) -> None:
    row = _ask(world, "手册")

    mine = secretary_client.fetch("/api/v1/foundation/prints").json()["items"]
    assert [(item["id"], item["title"], item["state_label"]) for item in mine] == [(str(row.pk), "手册", "生成中")]
    for other in (member_client, stranger_client):
        assert other.fetch("/api/v1/foundation/prints").json()["items"] == []
        assert other.fetch(f"/api/v1/foundation/prints/{row.pk}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_old_prints_are_let_go_with_their_files(world: World) -> None:
    row = _ask(world, "旧")
    run_pending()

    with frozen(TODAY + timedelta(days=6)), acting_as(world.here.system()):
        assert sweep_prints() == 0
    with frozen(TODAY + timedelta(days=8)), acting_as(world.here.system()):
        assert sweep_prints() == 1

    with building(world.tenant_id):
        assert PrintRequest.objects.filter(pk=row.pk).count() == 0
        assert list(StoredFile.objects.values_list("owner_id", flat=True)) == [None]


def test_a_printer_is_declared_once() -> None:
    assert printer_of("test.printing.paper").title == "测试"
    with pytest.raises(RuntimeError):
        register_printer(Printer("test.printing.paper", "另一个", lambda: _build(title="x")))


@pytest.mark.django_db(transaction=True)
def test_sec_data_08_the_acting_person_is_named_and_in_the_background_the_one_who_asked(
    world: World, secretary_client: SignedInClient, pdf_text: Callable[[bytes], str]
) -> None:
    name = world.people["secretary"].name
    paper = Document("手册", (Section((Heading("手册"),)),), clock.now())
    expected = f"{name} {clock.local_time(clock.now()):%Y-%m-%d %H:%M} 打印"
    with acting_as(world.actor("secretary")):
        at_once = render(paper, PrintFormat.PDF)
        several = render_set((paper, paper), PrintFormat.PDF)
    with acting_as(world.system()):
        nobody = render(paper, PrintFormat.PDF)
    row = _ask(world, "手册")
    run_pending()
    file = secretary_client.fetch(f"/api/v1/kernel/files/{_row(world, row).file_id}")
    later = b"".join(file.streaming_content)

    assert [pdf_text(data).count(expected) for data in (at_once.data, several.data, nobody.data, later)] == [1, 2, 0, 1]
