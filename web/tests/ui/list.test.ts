import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useSession, type Page, type Query } from "@/shared/api";
import { writeKept } from "@/shared/ui/use/kept";
import { useList, type List } from "@/shared/ui/use/list";
import { json } from "../fetching";
import { inPage, settle } from "../mounting";

interface Row {
  id: string;
  name: string;
}

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

const pages: Record<string, Page<Row>> = {
  "": { items: [{ id: "1", name: "曾志强" }], next_cursor: "c2", total: 3 },
  c2: { items: [{ id: "2", name: "单文静" }], next_cursor: "c3" },
  c3: { items: [{ id: "3", name: "解春生" }], next_cursor: null },
};

async function list(address: string, defaults: Record<string, string> = {}): Promise<{ list: List<Row>; asked: Query[]; router: Awaited<ReturnType<typeof inPage>>["router"] }> {
  const asked: Query[] = [];
  const { result, router } = await inPage(address, () =>
    useList<Row>({
      key: "directory.members",
      fetch: async (query) => {
        asked.push(query);
        return pages[String(query.cursor ?? "")] ?? { items: [] };
      },
      sort: "name",
      defaults,
      filters: [
        { name: "q", label: "姓名", kind: "text" },
        { name: "state", label: "状态", kind: "select" },
      ],
      columns: [
        { prop: "name", label: "姓名", always: true },
        { prop: "joined_on", label: "入党日期" },
        { prop: "age", label: "年龄", hidden: true },
      ],
    }),
  );
  return { list: result, asked, router };
}

test("the address decides: filters, order and size of a link are asked for", async () => {
  const { list: shown, asked } = await list("/page?q=zeng&sort=-joined&size=50");

  expect(asked).toEqual([{ q: "zeng", state: "", sort: "-joined", limit: 50, cursor: "", with_total: true }]);
  expect([shown.values, shown.rows.value, shown.total.value]).toEqual([{ q: "zeng", state: "" }, pages[""]!.items, 3]);
});

test("filters go into the address and start at the first page", async () => {
  const { list: shown, router } = await list("/page?cursor=c2&page=2");
  shown.values.q = " 曾 ";
  shown.apply();
  await settle();

  expect(router.currentRoute.value.query).toEqual({ q: "曾" });
});

test("paging goes on and back, the total of the first page stays", async () => {
  const { list: shown, router, asked } = await list("/page");
  shown.next();
  await settle();
  shown.next();
  await settle();
  expect([shown.rows.value, shown.page.value, shown.hasNext.value, shown.total.value]).toEqual([pages.c3!.items, 3, false, 3]);

  shown.previous();
  await settle();
  expect([shown.rows.value, router.currentRoute.value.query]).toEqual([pages.c2!.items, { cursor: "c2", page: "2" }]);
  expect(asked.map((query) => query.with_total)).toEqual([true, false, false]);
});

test("defaults hold until something is chosen, and come back when the bar is cleared", async () => {
  const { list: shown, asked, router } = await list("/page", { state: "open" });
  expect([asked.at(-1)?.state, shown.isFiltered.value]).toEqual(["open", false]);

  shown.values.state = "";
  shown.apply();
  await settle();
  expect([asked.at(-1)?.state, shown.isFiltered.value, router.currentRoute.value.query]).toEqual(["", true, { all: "1" }]);

  shown.reset();
  await settle();
  expect([shown.values.state, shown.isFiltered.value, router.currentRoute.value.query]).toEqual(["open", false, {}]);
});

test("saved filters are kept with the account, chosen columns on the device; older ones of the browser move over", async () => {
  const rows: { id: string; list_name: string; name: string; params: object }[] = [];
  const bodies: unknown[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "GET") return json(rows);
    const body = JSON.parse(await request.clone().text());
    bodies.push(body);
    rows.push({ id: String(rows.length + 1), ...body });
    return json(rows.at(-1), 201);
  });
  writeKept(useSession().personKey, "filters:directory.members", [{ name: "旧的", values: { q: "曾", state: "" } }]);

  const first = (await list("/page")).list;
  await settle();
  first.values.state = "open";
  expect(await first.save("在办")).toBe(true);
  first.choose(["age"]);

  const second = (await list("/page")).list;
  await settle();
  expect(second.saved.value).toEqual([
    { id: "1", name: "旧的", values: { q: "曾", state: "" } },
    { id: "2", name: "在办", values: { q: "", state: "open" } },
  ]);
  expect(bodies).toEqual([
    { list_name: "directory.members", name: "旧的", params: { q: "曾", state: "" } },
    { list_name: "directory.members", name: "在办", params: { q: "", state: "open" } },
  ]);
  expect(second.columns.value.map((column) => column.prop)).toEqual(["name", "age"]);
});
