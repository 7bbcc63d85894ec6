/** A rule answers "" when the value is right, else the sentence that the person reads. */
export type Rule<M> = (value: unknown, model: M) => string;

const empty = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === "string" && value.trim() === "") || (Array.isArray(value) && value.length === 0);

export const required =
  (text: string): Rule<unknown> =>
  (value) =>
    empty(value) ? text : "";

export const maxLength =
  (limit: number): Rule<unknown> =>
  (value) =>
    typeof value === "string" && [...value].length > limit ? `最多 ${limit} 个字，现在有 ${[...value].length} 个字。` : "";

export const pattern =
  (form: RegExp, text: string): Rule<unknown> =>
  (value) =>
    empty(value) || form.test(String(value)) ? "" : text;

export const mobilePhone = pattern(/^1[3-9]\d{9}$/, "请填写 11 位手机号码。");

/** Check digit of the 18-digit identity number, GB 11643. */
export const idNumber: Rule<unknown> = (value) => {
  if (empty(value)) return "";
  const text = String(value).trim().toUpperCase();
  if (!/^\d{17}[\dX]$/.test(text)) return "身份证号码应为 18 位，末位可以是 X。";
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(text[index]), 0);
  return "10X98765432"[sum % 11] === text[17] ? "" : "身份证号码校验位不对，请核对。";
};
