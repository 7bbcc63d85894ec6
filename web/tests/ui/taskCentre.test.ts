import { VueQueryPlugin } from "@tanstack/vue-query";
import { mount } from "@vue/test-utils";
import { createPinia } from "pinia";
import { afterEach, expect, test, vi } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import TaskList from "@/console/tasks/TaskList.vue";
import { queryClient } from "@/shared/api";
import { json } from "../fetching";
import { settle } from "../mounting";

afterEach(() => vi.unstubAllGlobals());

const task = { id: "1", title: "手册", state: "running", state_label: "进行中", done: 0, total: 0, text: "", problem: "", asked_at: "2026-11-30T00:00:00Z", ended_at: null };

test("work that goes on is asked for again, also when two answers say the same", async () => {
  let asked = 0;
  vi.stubGlobal("fetch", async () => {
    asked += 1;
    return json({ items: [task], next_cursor: null, total: 1 });
  });
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/", component: TaskList }] });
  await router.push("/");
  queryClient.clear();
  const page = mount(TaskList, { global: { plugins: [createPinia(), [VueQueryPlugin, { queryClient }], router], stubs: { ListPage: true } } });

  await settle(6_500);
  page.unmount();

  expect(asked).toBeGreaterThanOrEqual(4);
}, 15_000);
