import { VueQueryPlugin } from "@tanstack/vue-query";
import { mount, type VueWrapper } from "@vue/test-utils";
import { createPinia } from "pinia";
import { defineComponent, h } from "vue";
import { createMemoryHistory, createRouter, RouterView, type Router } from "vue-router";
import { queryClient, useSession } from "@/shared/api";

/** Runs a composable inside a page of a real router, so that address, guards and life cycle are the real ones. */
export async function inPage<T>(address: string, setup: () => T): Promise<{ result: T; router: Router; wrapper: VueWrapper }> {
  let result: T | undefined;
  const Page = defineComponent({
    setup() {
      result = setup();
      return () => h("main");
    },
  });
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: "/page", name: "page", component: Page },
      { path: "/elsewhere", name: "elsewhere", component: { render: () => h("p") } },
    ],
  });
  const pinia = createPinia();
  useSession(pinia).take({ stage: "complete", demo: false, account_id: "account-1", actions: ["a.b.c"], roles: [] });
  queryClient.clear();
  await router.push(address);
  const wrapper = mount({ render: () => h(RouterView) }, { global: { plugins: [pinia, [VueQueryPlugin, { queryClient }], router] } });
  await router.isReady();
  await settle();
  return { result: result as T, router, wrapper };
}

/** Lets promises, watchers and queries finish. */
export async function settle(milliseconds = 20): Promise<void> {
  await new Promise((done) => setTimeout(done, milliseconds));
}
