#!/usr/bin/env python3
"""The figures that the product must reach (`make bench`).

The server is pinned to one core, the load runs on the other; PostgreSQL uses both. Rates are told as shares of what a
minimal Django + ninja service with one indexed query reaches on the same data base in the same minute, so that they
mean the same on any machine. BENCH_SIZES (10000,100000,1000000), BENCH_ENGINES (sqlite,postgresql), BENCH_SECONDS,
BENCH_PEOPLE, BENCH_ROSTER, BENCH_DUES, BENCH_CROWD, BENCH_HERD, BENCH_AUDIT and BENCH_DEADLINES make it shorter.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from tests.load.generator import Load, drive, request  # noqa: E402 - the path comes first
from tests.load.protection import all_at_once, read_while  # noqa: E402 - as above
from tests.serving import Installation, free_port, installation  # noqa: E402 - as above

SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "10000,100000,1000000").split(",")]
ENGINES = os.environ.get("BENCH_ENGINES", "sqlite,postgresql").split(",")
SECONDS = float(os.environ.get("BENCH_SECONDS", "5"))
HALL = int(os.environ.get("BENCH_PEOPLE", "5000"))
ROSTER = int(os.environ.get("BENCH_ROSTER", "100000"))
CROWD = int(os.environ.get("BENCH_CROWD", "200"))
DUES = int(os.environ.get("BENCH_DUES", "100000"))
HERD = int(os.environ.get("BENCH_HERD", "100000"))
AUDIT = int(os.environ.get("BENCH_AUDIT", "1000000"))
DEADLINES = int(os.environ.get("BENCH_DEADLINES", "1000000"))
CONNECTIONS = 8
REST = 0.1
"""Processor seconds in a second below which processes count as at rest."""
CORES = sorted(os.sched_getaffinity(0))
PINNED = ("taskset", "-c", str(CORES[0])) if len(CORES) > 1 else ()


@dataclass
class Figure:
    """One line of the result."""

    engine: str
    what: str
    value: str
    wanted: str
    reached: bool | None


figures: list[Figure] = []


def tell(engine: str, what: str, value: str, wanted: str = "", reached: bool | None = None) -> None:
    """Print a figure at once and keep it for the table."""
    figures.append(Figure(engine, what, value, wanted, reached))
    mark = {True: "达到", False: "未达到", None: ""}[reached]
    print(f"{engine:11} {what:58} {value:>22}  {wanted:16} {mark}", flush=True)


def rate_of(port: int, prepared: bytes, *, status: int = 200) -> Load:
    """Warm up, then measure one request again and again. Exits when the answers are not what they should be."""
    drive(port, itertools.repeat(prepared), connections=CONNECTIONS, seconds=1)
    load = drive(port, itertools.repeat(prepared), connections=CONNECTIONS, seconds=SECONDS)
    if set(load.statuses) != {status} or load.failures:
        sys.exit(f"unexpected answers: {dict(load.statuses)}, {load.failures} broken\n{load.sample[:1500]!r}")
    return load


def latency_of(port: int, prepared: bytes, *, times: int = 7) -> float:
    """Median latency in milliseconds of one request at a time, after one to warm up."""
    drive(port, iter([prepared]), connections=1)
    load = drive(port, itertools.repeat(prepared, times), connections=1)
    if set(load.statuses) != {200}:
        sys.exit(f"unexpected answers: {dict(load.statuses)}\n{load.sample[:1500]!r}")
    return statistics.median(load.latencies) * 1000


def serve(house: Installation) -> None:
    """Start the product with its worker on the server's core; measure only once both, and the disk, are at rest."""
    os.sync()
    house.start("--workers", "1", "--threads", "2", prefix=PINNED)
    before, deadline = spent(house), time.monotonic() + 60
    while time.monotonic() < deadline:
        time.sleep(1)
        now = spent(house)
        if now[0] == before[0] and now[1] - before[1] < REST:
            return
        before = now


def spent(house: Installation) -> tuple[int, float]:
    """How many processes the installation has, and the processor seconds they have used."""
    running = house.processes()
    ticks = 0
    for pid in running:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return len(running), ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def minimal(house: Installation) -> Iterator[int]:
    """The yardstick on the same data base, served as the product is."""
    port = free_port()
    command = [
        *PINNED,
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "2", "--no-ws", "--http", "1", "--log-level", "warning"),
        "tests.load.minimal_wsgi:application",
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=house.environment, stdout=house.log, stderr=house.log)
    try:
        for _ in range(200):
            time.sleep(0.1)
            try:
                drive(port, iter([request("GET", "/items/1")]), connections=1)
                break
            except OSError:
                continue
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def run(house: Installation, program: str) -> Any:
    """Run a program in the product's environment; its last expression comes back through JSON."""
    return json.loads(house.python(f"import json\nfrom tests.load import dataset as d\n{program}\n"))


def measure(engine: str, house: Installation) -> None:
    """All figures of one engine."""
    house.migrate()
    run(house, "print(d.daily_jobs_done())")
    # First, because a disk that has just taken a million rows is busy with them for a minute.
    sign_in(engine, house)
    board(engine, house)
    members(engine, house)


def measured_yardstick(engine: str, house: Installation) -> float:
    """The rate of the minimal service now, right before what it is compared with: machines change their pace."""
    with minimal(house) as port:
        rate = rate_of(port, request("GET", "/items/1")).rate
    tell(engine, "最小接口（Django + ninja，一次索引查询）", f"{rate:,.0f} 次/秒")
    return rate


def members(engine: str, house: Installation) -> None:
    """Member list and counts at each size."""
    made = run(house, "t, r = d.make_tenant('load')\nprint(json.dumps([str(t), str(r.pk), *d.office_cookie(t, r)]))")
    tenant, root, cookie, _ = made
    first_rate, size_now = 0.0, 0
    target: tuple[Any, ...]
    for size in SIZES:
        began = time.monotonic()
        run(
            house,
            "from uuid import UUID\nfrom dangjian.directory.organisations.models import Organisation\n"
            f"r = Organisation._base_manager.get(pk='{root}')\n"
            f"places = d.branches(UUID('{tenant}'), r, {(size - size_now) // 25})\n"
            f"d.people(UUID('{tenant}'), places, {size - size_now}, start={size_now})\nprint(0)",
        )
        tell(engine, f"生成到 {size:,} 名党员", f"{time.monotonic() - began:.0f} 秒")
        size_now = size
        yardstick = measured_yardstick(engine, house)
        serve(house)
        path = "/api/v1/directory/members?person_category=probationary_member"
        load = rate_of(house.port, request("GET", path, cookie=cookie))
        share = load.rate / yardstick
        what = f"党员名册（条件筛选，第 1 页），{size:,} 名党员"
        target = (">= 25 %", share >= 0.25) if size == 100_000 else ()
        tell(engine, what, f"{load.rate:,.0f} 次/秒 = {share:.0%}", *target)
        tell(engine, "  其中 95 % 的请求", f"{load.percentile(0.95) * 1000:.1f} 毫秒")
        first_rate = first_rate or load.rate
        if size > SIZES[0]:
            kept = load.rate / first_rate
            target = (">= 80 %", kept >= 0.8) if size == 1_000_000 else ()
            tell(engine, f"  与 {SIZES[0]:,} 名时相比", f"{kept:.0%}", *target)
        query = f"/api/v1/directory/member-counts?rows=age&columns=education&organisation_id={root}"
        took = latency_of(house.port, request("GET", query, cookie=cookie))
        target = ("<= 300 毫秒", took <= 300) if size == 1_000_000 and engine == "postgresql" else ()
        tell(engine, f"子树按两个维度统计，{size:,} 名党员", f"{took:.0f} 毫秒", *target)
        house.stop()


def board(engine: str, house: Installation) -> None:
    """The board of duties."""
    made = run(house, "print(json.dumps(d.board(500)))")
    statements = run(house, f"print(d.matrix_queries('{made['tenant']}'))")
    serve(house)
    took = latency_of(house.port, request("GET", "/api/v1/work/matrix?limit=500", cookie=made["cookie"]))
    house.stop()
    tell(engine, "矩阵：500 个支部 × 全部任务 × 1 个月", f"{took:.0f} 毫秒", "<= 300 毫秒", took <= 300)
    tell(engine, "  查询语句", f"{statements} 条", "<= 10 条", statements <= 10)


def sign_in(engine: str, house: Installation) -> None:
    """Everybody at the door at once."""
    yardstick = measured_yardstick(engine, house)
    made = run(house, f"print(json.dumps(d.hall({HALL})))")
    serve(house)
    code = run(house, f"print(json.dumps(d.code_for('{made['tenant']}', '{made['meeting']}')))")
    path = f"/api/v1/work/meetings/{made['meeting']}/check-in"
    body = json.dumps({"code": code}).encode()
    prepared = [
        request("POST", path, cookie=cookie, body=body, X_CSRF_Token=token) for cookie, token in made["sessions"]
    ]
    load = drive(house.port, iter(prepared), connections=CONNECTIONS)
    house.stop()
    seen = run(house, f"print(json.dumps(d.arrived('{made['meeting']}')))")
    share = load.rate / yardstick
    tell(engine, f"签到：{HALL:,} 人同时", f"{load.rate:,.0f} 次/秒 = {share:.0%}", ">= 25 %", share >= 0.25)
    exact = seen == {"lines": HALL, "here": HALL} and load.statuses == {200: HALL}
    tell(engine, "  到会人数（不漏、不重）", f"{seen['here']:,} / {seen['lines']:,}", f"= {HALL:,}", exact)
    if not exact:
        print(f"{dict(load.statuses)} {load.failures} {load.sample[-600:]!r}")


def roster(engine: str, house: Installation) -> None:
    """Import of a large roster: preview, commit, memory."""
    from tests.load.roster import write_roster

    book = house.data / "roster.xlsx"
    write_roster(book, ROSTER)
    tenant = run(house, "t, r = d.make_tenant('import')\nd.branches(t, r, 400)\nprint(json.dumps('import'))")
    for what, arguments, limit in (("预览", [], 60), ("提交", ["--commit"], 120)):
        began = time.monotonic()
        command = ["import_roster", str(book), "--tenant", tenant, "--json", *arguments]
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), *command],
            cwd=ROOT,
            env=house.environment,
            stdout=subprocess.PIPE,
            stderr=house.log,
        )
        assert process.stdout is not None
        printed = process.stdout.read()
        _, _, usage = os.wait4(process.pid, 0)
        took = time.monotonic() - began
        told = json.loads(printed)
        tell(engine, f"导入 {ROSTER:,} 名党员：{what}", f"{took:.0f} 秒", f"<= {limit} 秒", took <= limit)
        peak = usage.ru_maxrss / 1024
        tell(engine, "  内存峰值", f"{peak:.0f} MiB", "<= 1024 MiB", peak <= 1024)
        print(f"            {told.get('counts')}")


def dues(engine: str, house: Installation) -> None:
    """A month of dues for everybody at once, and the statement of the whole tree (DUE-1)."""
    found = json.loads(
        house.python(f"import json\nfrom tests.load import dues as d\nprint(json.dumps(d.month({DUES})))")
    )
    took, whole = found["seconds"], found["made"] == DUES and found["agrees"]
    tell(engine, f"核定 {DUES:,} 名党员党费", f"{took:.0f} 秒", "<= 60 秒", whole and took <= 60)
    tell(engine, "  内存增加", f"{found['megabytes']} MiB", "<= 512 MiB", found["megabytes"] <= 512)
    told = found["statement"]
    tell(engine, f"  {found['lines']:,} 个组织的汇总表", f"{told:.2f} 秒", "<= 2 秒", whole and told <= 2)


def audited(engine: str, house: Installation) -> None:
    """What audit and seal leave of the rate of commands, and how long a verification takes, on both cores."""
    out = house.data / "audit.json"
    command = [sys.executable, str(ROOT / "tests/load/sealing.py"), "--rows", str(AUDIT), "--json", str(out)]
    environment = {**house.environment, "DANGJIAN_TEST_DB": house.environment.get("DANGJIAN_DB", "")}
    subprocess.run(
        ["taskset", "-c", ",".join(map(str, CORES)), *command],
        cwd=ROOT,
        env=environment,
        stdout=house.log,
        stderr=house.log,
        check=True,
    )
    found = json.loads(out.read_text(encoding="utf-8"))
    share = found["sealed"] / found["plain"]
    rates = f"{found['sealed']:,.0f} / {found['plain']:,.0f} 次/秒 = {share:.0%}"
    tell(engine, "写入：记日志并封存 / 不记日志", rates, ">= 70 %", share >= 0.7)
    whole, least = found["found"] == 0 and found["lines"] >= AUDIT, 60 * max(AUDIT / 1_000_000, 0.1)
    took = found["base"]
    limit = f"<= {least:.0f} 秒"
    tell(engine, f"核验 {found['lines']:,} 条操作日志（数据库）", f"{took:.0f} 秒", limit, whole and took <= least)
    took = found["export"]
    tell(engine, f"核验 {found['exported']:,} 条操作日志（导出文件）", f"{took:.0f} 秒", limit, whole and took <= least)


def crowd(engine: str, house: Installation) -> None:
    """Two hundred people log in at the same moment; what the others notice of it."""
    made = run(house, f"from tests.load import protection as p\nprint(json.dumps(p.crowd({CROWD})))")
    serve(house)
    beside = request("GET", "/api/v1/directory/members?limit=50", cookie=made["cookie"])
    load, how = all_at_once(house.port, made["names"], beside)
    house.stop()
    slow = load.percentile(0.95)
    exact = how["entered"] == CROWD and set(load.statuses) == {200}
    tell(engine, f"{CROWD} 人同时登录时，其他请求的 95 %", f"{slow * 1000:.0f} 毫秒", "< 2000 毫秒", exact and slow < 2)
    tell(engine, "  最后一人登录成功", f"{how['last']:.0f} 秒（共请求 {how['asked']} 次）")
    if not exact:
        print(how["wrong"][:5], dict(load.statuses))


def turned(engine: str, house: Installation) -> None:
    """The key of personal values is turned over while records are read."""
    made = run(house, f"from tests.load import protection as p\nprint(json.dumps(p.herd({HERD})))")
    serve(house)
    told: dict[str, Any] = {}
    program = f"from tests.load import protection as p\nprint(json.dumps(p.turn('{made['tenant']}')))"
    turning = threading.Thread(target=lambda: told.update(run(house, program)))
    turning.start()
    load = read_while(house.port, made["cookie"], made["people"], turning)
    turning.join()
    house.stop()
    limit = 300 * max(HERD / 100_000, 0.1)
    whole = told.get("left") == 0 and told.get("changed", 0) >= HERD
    took = told.get("seconds", 0.0)
    tell(engine, f"轮换密钥：重新加密 {HERD:,} 人", f"{took:.0f} 秒", f"<= {limit:.0f} 秒", whole and took <= limit)
    failed = sum(count for status, count in load.statuses.items() if status != 200) + load.failures
    tell(engine, f"  其间读取 {sum(load.statuses.values()):,} 次，失败", f"{failed} 次", "= 0", failed == 0)


def moves(engine: str, house: Installation) -> None:
    """Moves of cases a second on one core, a case page, a long todo list, the daily look over a million steps."""
    out = house.data / "moves.json"
    command = [sys.executable, str(ROOT / "tests/load/moves.py"), "--seconds", str(SECONDS), "--json", str(out)]
    subprocess.run(
        [*PINNED, *command, "--deadlines", str(DEADLINES)],
        cwd=ROOT,
        env={**house.environment, "DANGJIAN_TEST_DB": house.environment.get("DANGJIAN_DB", "")},
        stdout=house.log,
        stderr=house.log,
        check=True,
    )
    found = json.loads(out.read_text(encoding="utf-8"))
    least = 300 if engine == "postgresql" else 200
    rate, asked, listed, looked = found["moves_together"], found["page_queries"], found["todo_ms"], found["look_s"]
    tell(engine, "流程：办理一步（含日志和事件，单核）", f"{rate:,.0f} 次/秒", f">= {least}", rate >= least)
    tell(engine, "  一次一个请求时", f"{found['moves']:,.0f} 次/秒")
    tell(engine, "  事项页面的查询语句", f"{asked} 条", "<= 12 条", asked <= 12)
    tell(engine, "  5,000 项待办的第 1 页", f"{listed:.1f} 毫秒", "<= 100 毫秒", listed <= 100)
    limit = ("<= 5 秒", looked <= 5) if DEADLINES == 1_000_000 else ()
    tell(engine, f"  {DEADLINES:,} 个未到期环节的每日检查", f"{looked:.2f} 秒", *limit)


@contextmanager
def engine_of(name: str) -> Iterator[dict[str, str]]:
    """The environment that selects a data base; PostgreSQL is made for the run and writes to disk as in production."""
    if name == "sqlite":
        yield {}
        return
    from postgres import cluster

    # The data base may use every core, as beside a production server; its processes inherit what holds right now.
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(CORES))
    with cluster(durable=True) as address:
        os.sched_setaffinity(0, own)
        yield {"DANGJIAN_DB": address}


def main() -> int:
    """Entry of the script."""
    if len(CORES) > 1:
        os.sched_setaffinity(0, set(CORES[1:]))
    for name in ENGINES:
        with engine_of(name) as environment, installation(**environment) as house:
            measure(name, house)
            roster(name, house)
        with engine_of(name) as environment, installation(**environment) as house:
            house.migrate()
            crowd(name, house)
            turned(name, house)
            dues(name, house)
        with engine_of(name) as environment, installation(**environment) as house:
            audited(name, house)
            moves(name, house)
    missed = [figure for figure in figures if figure.reached is False]
    print(f"\n{sum(figure.reached is True for figure in figures)} 项达到，{len(missed)} 项未达到")
    for figure in missed:
        print(f"  未达到：{figure.engine} {figure.what.strip()}：{figure.value}，应 {figure.wanted}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
