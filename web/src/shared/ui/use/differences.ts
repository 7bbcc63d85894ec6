/** One field that two people changed differently. */
export interface Difference {
  path: string;
  label: string;
  before: string;
  mine: string;
  theirs: string;
}

export function asText(value: unknown): string {
  if (value === null || value === undefined || value === "") return "（空）";
  if (typeof value === "boolean") return value ? "是" : "否";
  if (Array.isArray(value)) return value.map(asText).join("、") || "（空）";
  if (typeof value === "object") {
    const named = value as Record<string, unknown>;
    return String(named.name ?? named.title ?? JSON.stringify(value));
  }
  return String(value).replace(/<[^>]+>/g, " ").replace(/\s+/g, " ").trim() || "（空）";
}

/** Fields changed on both sides, to different values. Changes on one side only need no question. */
export function differences(base: object, mine: object, theirs: object, labels: Partial<Record<string, string>>, words: (path: string, value: unknown) => string = (_, value) => asText(value)): Difference[] {
  const at = (value: object, path: string): unknown => (value as Record<string, unknown>)[path];
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  return Object.keys(mine)
    .filter((path) => path in theirs)
    .filter((path) => !same(at(mine, path), at(base, path)) && !same(at(theirs, path), at(base, path)) && !same(at(mine, path), at(theirs, path)))
    .map((path) => ({
      path,
      label: labels[path] ?? path,
      before: words(path, at(base, path)),
      mine: words(path, at(mine, path)),
      theirs: words(path, at(theirs, path)),
    }));
}
