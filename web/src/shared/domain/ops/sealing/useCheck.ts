import { onScopeDispose, ref, shallowRef } from "vue";
import type { Asked, Told } from "./worker";
import type { Kind, Report } from "./verify";

export type { Report };

/** What was done to the trail, in a word. */
export const KIND_WORDS: Record<Kind, string> = {
  changed: "内容被改动",
  removed: "记录被删除",
  added: "记录被插入",
  order: "次序被调换",
  moved: "不属于本单位",
  block: "封存块被改动",
  tail: "末尾被删除或更换",
  cut: "末尾被删除或恢复了旧备份",
  checkpoint: "封存块被更换",
  rewritten: "连同封存一起被改写",
  forged: "检查点是伪造的",
  other_key: "不是公布的签名密钥",
};

/** Verification of an export in this browser: nothing is sent anywhere, and it works without a connection. */
export function useCheck() {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "audit-check" });
  const running = ref(false);
  const share = ref(0);
  const report = shallowRef<Report | null>(null);
  const problem = ref("");
  worker.onmessage = (event: MessageEvent<Told>) => {
    const told = event.data;
    if ("done" in told) share.value = told.total ? Math.floor((told.done / told.total) * 100) : 0;
    else {
      running.value = false;
      report.value = "report" in told ? told.report : null;
      problem.value = "problem" in told ? told.problem : "";
    }
  };
  worker.onerror = () => {
    running.value = false;
    problem.value = "浏览器不能运行核验程序，请使用最新版本的浏览器，或在服务器上运行 manage.py audit_verify。";
  };
  onScopeDispose(() => worker.terminate());
  function forget(): void {
    report.value = null;
    problem.value = "";
  }
  function start(asked: Asked): void {
    forget();
    share.value = 0;
    running.value = true;
    worker.postMessage(asked);
  }
  return { running, share, report, problem, start, forget };
}
