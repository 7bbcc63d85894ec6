/** Preferences of a person on this device: chosen columns, page size. */
export function readKept<T>(person: string, key: string): T | null {
  try {
    const text = localStorage.getItem(`kept:${person}:${key}`);
    return text ? (JSON.parse(text) as T) : null;
  } catch {
    return null;
  }
}

export function writeKept(person: string, key: string, value: unknown): void {
  try {
    localStorage.setItem(`kept:${person}:${key}`, JSON.stringify(value));
  } catch {
    // A full store loses a preference, nothing else.
  }
}
