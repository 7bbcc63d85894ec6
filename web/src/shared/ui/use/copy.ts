import { toRaw } from "vue";

/** A deep copy of plain data out of reactive proxies; files and the like stay the same object. */
export function copyOf<T>(value: T): T {
  const raw = toRaw(value);
  if (Array.isArray(raw)) return raw.map(copyOf) as T;
  if (raw === null || typeof raw !== "object" || Object.getPrototypeOf(raw) !== Object.prototype) return raw;
  return Object.fromEntries(Object.entries(raw).map(([name, part]) => [name, copyOf(part)])) as T;
}
