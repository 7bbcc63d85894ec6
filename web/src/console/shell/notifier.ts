import { ElMessage, ElMessageBox } from "element-plus";
import "element-plus/es/components/message/style/css";
import "element-plus/es/components/message-box/style/css";
import { h } from "vue";
import type { Notifier } from "@/shared/ui/use/notify";

export const consoleNotifier: Notifier = {
  success: (text) => void ElMessage({ type: "success", message: text, duration: 2500 }),
  info: (text) => void ElMessage({ type: "info", message: text }),
  problem: (text, reference) =>
    void ElMessage({
      type: "error",
      duration: 8000,
      showClose: true,
      message: h("div", { role: "alert" }, [h("div", text), reference ? h("div", { class: "secondary figures", style: { fontSize: "12px", marginTop: "4px" } }, `编号 ${reference}`) : null]),
    }),
  async confirm(question) {
    try {
      await ElMessageBox.confirm(question.text, question.title, { confirmButtonText: question.yes ?? "确定", cancelButtonText: question.no ?? "取消", closeOnClickModal: false });
      return true;
    } catch {
      return false;
    }
  },
};
