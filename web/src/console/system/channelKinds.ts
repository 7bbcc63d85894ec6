import type { ChannelKind } from "@/shared/domain/foundation/channels";

interface Field {
  label: string;
  hint?: string;
  optional?: boolean;
}

/** What each kind of channel asks for, in the words of its platform, and what leaves by it. */
export interface ChannelForm {
  address?: Field;
  account?: Field;
  secret?: Field;
  sender: Field;
  template?: Field;
  sends: string;
  reaches: string;
}

const TEMPLATE: Field = { label: "短信模板代码", hint: "模板只带一个变量 count，如“您有 ${count} 条党务消息，请登录平台查看。”" };

export const CHANNEL_FORMS: Record<ChannelKind, ChannelForm> = {
  email: {
    address: { label: "发信服务器", hint: "smtps://主机名（465 端口），或 smtp://主机名（587 端口，自动启用 STARTTLS）。" },
    account: { label: "账号", hint: "登录发信服务器用，多为完整的邮箱地址。", optional: true },
    secret: { label: "密码或授权码", optional: true },
    sender: { label: "发件地址", hint: "收件人看到的发件人，如 dangjian@example.com。" },
    sends: "标题、消息中心的链接",
    reaches: "档案中登记了电子邮箱的人",
  },
  wecom: {
    account: { label: "企业 ID（CorpID）" },
    secret: { label: "应用 Secret" },
    sender: { label: "AgentId", hint: "应用详情页中的一串数字。服务器的出口地址须加入应用的“企业可信 IP”。" },
    sends: "标题、时间、消息中心的链接",
    reaches: "在“统一登录绑定”中绑定了企业微信的人",
  },
  dingtalk: {
    account: { label: "Client ID（AppKey）" },
    secret: { label: "Client Secret（AppSecret）" },
    sender: { label: "AgentId", hint: "应用详情页中的一串数字。应用须开通“工作通知”和“根据 unionid 查询用户”权限。" },
    sends: "标题、时间、消息中心的链接",
    reaches: "在“统一登录绑定”中绑定了钉钉的人",
  },
  sms_aliyun: {
    address: { label: "网关地址", hint: "不填为阿里云短信服务的公网地址。", optional: true },
    account: { label: "AccessKey ID", hint: "请用只有发送短信权限的子账号。" },
    secret: { label: "AccessKey Secret" },
    sender: { label: "短信签名" },
    template: TEMPLATE,
    sends: "手机号、消息条数（不含标题）",
    reaches: "档案中登记了手机号的人",
  },
  sms_http: {
    address: { label: "网关地址", hint: "单位自建或采购的短信网关，格式见管理员手册。" },
    account: { label: "应用名" },
    secret: { label: "签名密钥" },
    sender: { label: "短信签名" },
    template: TEMPLATE,
    sends: "手机号、消息条数（不含标题）",
    reaches: "档案中登记了手机号的人",
  },
};
