import type { ProviderKind } from "@/shared/domain/identity/signOn";

interface Field {
  label: string;
  hint?: string;
  optional?: boolean;
}

/** What each kind asks for, in the words of its provider, and where the callback address is entered there. */
export interface KindForm {
  address?: Field;
  client_id?: Field;
  secret?: Field;
  extra?: Field;
  name_attribute?: Field;
  callback: string;
}

export const FORMS: Record<ProviderKind, KindForm> = {
  oidc: {
    address: { label: "签发者地址", hint: "提供方的 Issuer，如 https://sso.example.com，写法须与提供方公布的完全一致。" },
    client_id: { label: "Client ID" },
    secret: { label: "Client Secret" },
    callback: "在提供方登记本平台为客户端时，把它填为“回调地址（Redirect URI）”。",
  },
  cas: {
    address: { label: "CAS 地址", hint: "登录页地址去掉 /login，如 https://cas.example.com/cas。" },
    callback: "在 CAS 的服务登记（Service Registry）中允许以它开头的地址。",
  },
  ldap: {
    address: { label: "服务器地址", hint: "ldaps://主机名，或 ldap://主机名（自动启用 StartTLS）。" },
    client_id: { label: "查询账号（Bind DN）", hint: "只需读取权限，如 cn=reader,dc=example,dc=com。" },
    secret: { label: "查询账号密码" },
    extra: { label: "查询范围（Base DN）", hint: "如 ou=people,dc=example,dc=com。" },
    name_attribute: { label: "登录名属性", hint: "uid，AD 域为 sAMAccountName。" },
    callback: "",
  },
  dingtalk: {
    client_id: { label: "Client ID（AppKey）" },
    secret: { label: "Client Secret（AppSecret）" },
    extra: { label: "CorpId", hint: "填写后只允许本企业的人登录。", optional: true },
    callback: "在钉钉开放平台的应用中，填入“安全设置”的“重定向 URL”。",
  },
  feishu: {
    client_id: { label: "App ID" },
    secret: { label: "App Secret" },
    extra: { label: "企业标识（tenant_key）", hint: "填写后只允许本企业的人登录。", optional: true },
    callback: "在飞书开放平台的应用中，填入“安全设置”的“重定向 URL”。",
  },
  wecom: {
    client_id: { label: "企业 ID（CorpID）" },
    secret: { label: "应用 Secret" },
    extra: { label: "AgentId" },
    callback: "在企业微信管理后台的应用中，把本平台的域名填入“企业微信授权登录”的授权回调域。",
  },
  weixin: {
    client_id: { label: "AppID（网站应用）" },
    secret: { label: "AppSecret" },
    callback: "在微信开放平台的网站应用中，把本平台的域名填为“授权回调域”。",
  },
};
