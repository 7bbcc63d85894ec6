import { api, ifMatch, load, refetchNoun, type components } from "@/shared/api";

export type ChannelRow = components["schemas"]["ChannelRow"];
export type ChannelSetting = components["schemas"]["ChannelSettingOut"];
export type ChannelBody = components["schemas"]["ChannelBody"];
export type ChannelKind = ChannelSetting["kind"];

export const CHANNEL_KINDS: Record<ChannelKind, string> = { email: "邮件", wecom: "企业微信", dingtalk: "钉钉", sms_aliyun: "短信（阿里云）", sms_http: "短信（通用网关）" };

const at = (channel_id: string): { path: { channel_id: string } } => ({ path: { channel_id } });
const changed = (): Promise<void> => refetchNoun("foundation", "channels");

export const channels = (): Promise<ChannelRow[]> => load(api.GET("/api/v1/foundation/channels"));
export const channel = (id: string): Promise<ChannelSetting> => load(api.GET("/api/v1/foundation/channels/{channel_id}", { params: at(id) }));
export const tryChannel = (id: string): Promise<{ problem: string }> => load(api.POST("/api/v1/foundation/channels/{channel_id}/trial", { params: at(id) }));

export async function saveChannel(body: ChannelBody, kept?: ChannelSetting): Promise<ChannelSetting> {
  const saved = kept
    ? await load(api.PUT("/api/v1/foundation/channels/{channel_id}", { params: at(kept.id), headers: ifMatch(kept.version), body }))
    : await load(api.POST("/api/v1/foundation/channels", { body }));
  await changed();
  return saved;
}

export async function switchChannel(row: ChannelRow, is_on: boolean): Promise<void> {
  await load(api.PATCH("/api/v1/foundation/channels/{channel_id}", { params: at(row.id), headers: ifMatch(row.version), body: { is_on } }));
  await changed();
}

export async function deleteChannel(id: string): Promise<void> {
  await load(api.DELETE("/api/v1/foundation/channels/{channel_id}", { params: at(id) }));
  await changed();
}
