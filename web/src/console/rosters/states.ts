import type { Batch, Progress } from "@/shared/domain/directory/rosters";
import type { Status } from "@/shared/ui/common/StatusTag.vue";

/** What a state means to the person: what is to be done next, or how it ended. */
export function stateTag(found: Pick<Batch, "state" | "error_code">): { status: Status; text: string } {
  if (found.state === "previewed" && found.error_code) return { status: "late", text: "提交未成功，数据未变" };
  if (found.state === "committed" && found.error_code) return { status: "due", text: "已写入，撤回未成功" };
  const tags: Record<string, { status: Status; text: string }> = {
    uploaded: { status: "due", text: "待核对栏目" },
    mapped: { status: "due", text: "待检查" },
    previewed: { status: "due", text: "待确认写入" },
    committing: { status: "info", text: "正在写入" },
    committed: { status: "done", text: "已写入" },
    undone: { status: "none", text: "已撤回" },
    failed: { status: "late", text: "处理失败" },
    discarded: { status: "none", text: "已放弃" },
  };
  return tags[found.state] ?? { status: "none", text: found.state };
}

/** Whether work goes on in the background. */
export const isBusy = (work: Progress | null): boolean => work !== null && (work.job_state === "waiting" || work.job_state === "running");

export const isEditable = (state: string): boolean => ["uploaded", "mapped", "previewed", "failed"].includes(state);

export const STEPS = ["上传文件", "核对栏目", "检查修改", "确认写入", "完成"];

/** Index of the step one stands at. */
export function stepOf(state: string, correcting: boolean): number {
  if (["committed", "undone", "discarded"].includes(state)) return 4;
  if (state === "committing") return 3;
  return state === "previewed" && !correcting ? 2 : 1;
}
