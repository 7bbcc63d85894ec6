/** Drafts of forms: on this device, per person, gone after a month or with the submission. */
interface Draft<T> {
  at: string;
  value: T;
}

const MONTH = 30 * 24 * 3600 * 1000;
const name = (person: string, key: string): string => `draft:${person}:${key}`;

export function keepDraft(person: string, key: string, value: unknown): void {
  try {
    localStorage.setItem(name(person, key), JSON.stringify({ at: new Date().toISOString(), value }));
  } catch {
    // The device's store is full: the form still works, only the draft is missing.
  }
}

export function readDraft<T>(person: string, key: string): Draft<T> | null {
  const text = localStorage.getItem(name(person, key));
  if (!text) return null;
  try {
    const draft = JSON.parse(text) as Draft<T>;
    if (Date.now() - Date.parse(draft.at) < MONTH) return draft;
  } catch {
    // Unreadable: drop it below.
  }
  dropDraft(person, key);
  return null;
}

export function dropDraft(person: string, key: string): void {
  localStorage.removeItem(name(person, key));
}

const held = new Map<string, Draft<unknown>>();

/** For forms that must leave nothing on the device: kept by the page itself while the person logs in again. */
export function holdDraft(person: string, key: string, value: unknown): void {
  held.set(name(person, key), { at: new Date().toISOString(), value });
}

/** Gives back what was held, once. */
export function takeHeldDraft<T>(person: string, key: string): Draft<T> | null {
  const draft = (held.get(name(person, key)) as Draft<T> | undefined) ?? null;
  held.delete(name(person, key));
  return draft;
}

/** On signing out: nothing of a person stays on a shared computer. */
export function dropDraftsOf(person: string): void {
  held.clear();
  for (const key of Object.keys(localStorage)) if (key.startsWith(`draft:${person}:`)) localStorage.removeItem(key);
}
