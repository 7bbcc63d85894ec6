/** A value that a spreadsheet program shows and never computes (SEC-FILE-08). */
function cell(value: string | number): string {
  const text = typeof value === "number" ? String(value) : value;
  const inert = typeof value === "string" && /^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replace(/"/g, '""')}"` : inert;
}

/** A table as CSV with the mark by which spreadsheet programs know its characters. */
export const csvOf = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  `\ufeff${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;

/** Hands a table that the page shows to the person as a file. */
export function saveTable(name: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csvOf(head, rows)], { type: "text/csv;charset=utf-8" }));
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
