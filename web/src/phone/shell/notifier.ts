import { showConfirmDialog, showDialog, showToast } from "vant";
import "vant/es/toast/style";
import "vant/es/dialog/style";
import type { Notifier } from "@/shared/ui/use/notify";

export const phoneNotifier: Notifier = {
  success: (text) => void showToast({ type: "success", message: text }),
  info: (text) => void showToast(text),
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
