/** One wrong field as the server names it: `path` as in the request (`agenda.2.title`). */
export interface FieldProblem {
  path: string;
  code: string;
  text: string;
}

/** The body of an `application/problem+json` answer. */
export interface ProblemBody {
  title?: string;
  status?: number;
  code?: string;
  detail?: string;
  text?: string;
  fields?: FieldProblem[];
  errors?: FieldProblem[];
  trace_id?: string;
  current_version?: number;
  [extra: string]: unknown;
}

/** A refusal by the server (or by the connection, `status` 0): text for people, code and trace id for the office. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: FieldProblem[];
  readonly traceId: string;
  readonly body: ProblemBody;

  constructor(status: number, body: ProblemBody, traceId = "") {
    super(body.detail || body.text || body.title || fallbackText(status));
    this.name = "ApiProblem";
    this.status = status;
    this.code = body.code ?? `http.${status}`;
    this.fields = body.fields ?? body.errors ?? [];
    this.traceId = body.trace_id ?? traceId;
    this.body = body;
  }

  get isOffline(): boolean {
    return this.status === 0;
  }

  get isStale(): boolean {
    return this.status === 412;
  }

  /** Field path → text; the first problem of a field wins. */
  fieldTexts(): Record<string, string> {
    const texts: Record<string, string> = {};
    for (const field of this.fields) {
      const path = field.path.replace(/^body\./, "");
      texts[path] ??= field.text;
    }
    return texts;
  }
}

function fallbackText(status: number): string {
  if (status === 0) return "网络连接已断开，请检查网络后重试。您填写的内容仍然保留。";
  if (status === 401) return "登录已失效，请重新登录。";
  if (status === 403) return "您没有进行此操作的权限。如工作需要，请联系上级党组织授权。";
  if (status === 404) return "没有找到您要的内容，可能已被删除或不在您的管理范围内。";
  if (status === 413) return "内容过大，请压缩后再试。";
  if (status === 429) return "操作过于频繁，请稍后再试。";
  if (status >= 500) return "系统暂时不可用，请稍后再试；如多次出现，请把编号告诉管理员。";
  return "请求没有成功，请检查后再试。";
}

/** Any thrown value as a problem, so that pages deal with one kind of error only. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof DOMException && error.name === "TimeoutError") return new ApiProblem(0, {});
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) return new ApiProblem(0, {});
  const text = error instanceof Error ? error.message : String(error);
  return new ApiProblem(-1, { code: "web.unexpected", detail: `页面出现意外情况：${text}` });
}

/** Reads the problem out of an answer that is not a success. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  let body: ProblemBody = {};
  try {
    body = (await response.clone().json()) as ProblemBody;
  } catch {
    // Not JSON: a gateway or a proxy answered; the status alone has to do.
  }
  return new ApiProblem(response.status, body, response.headers.get("X-Request-Id") ?? "");
}
