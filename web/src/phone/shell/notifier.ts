import { showConfirmDialog, showDialog, showToast } from "vant";
import "vant/es/toast/style";
import "vant/es/dialog/style";
import { nextTick } from "vue";
import type { Notifier } from "@/shared/ui/use/notify";

/** Vant draws a toast as a dialog without a name; it is a short word from the page, to be read out and not to be entered. */
async function toast(options: Parameters<typeof showToast>[0]): Promise<void> {
  showToast(options);
  await nextTick();
  for (const shown of document.querySelectorAll(".van-toast")) {
    shown.setAttribute("role", "status");
    shown.removeAttribute("tabindex");
  }
}

export const phoneNotifier: Notifier = {
  success: (text) => void toast({ type: "success", message: text }),
  info: (text) => void toast(text),
  // A problem must be read: a dialog stays until it is closed.
  problem: (text, reference) => void showDialog({ title: "没有成功", message: reference ? `${text}\n编号 ${reference}` : text, confirmButtonText: "知道了" }),
  async confirm(question) {
    try {
      await showConfirmDialog({ title: question.title, message: question.text, confirmButtonText: question.yes ?? "确定", cancelButtonText: question.no ?? "取消" });
      return true;
    } catch {
      return false;
    }
  },
};
