import { notify } from "@/shared/ui/use/notify";

/** Asked before a photo or paper leaves the record: a finger slips easily. */
export const sureToRemove = (name: string): Promise<boolean> => notify.confirm({ title: "移除文件", text: `“${name}”将从会议记录中移除，需要时要重新上传。`, yes: "移除", no: "保留" });
