import { letterOf, type RosterField, type RowProblem, type Sheet, type StagedRow } from "@/shared/domain/directory/rosters";
import type { Status } from "@/shared/ui/common/StatusTag.vue";

/** A column of the grid: a column of the sheet with the field it was taken for. */
export interface GridColumn {
  column: number;
  letter: string;
  /** Title of the field, or of the sheet where the column is not imported. */
  title: string;
  /** The heading of the sheet when it reads differently. */
  heading: string;
  field: string;
  choices: string[];
}

export function columnsOf(sheet: Sheet, fields: RosterField[], everything: boolean): GridColumn[] {
  const known = new Map(fields.map((field) => [field.field, field]));
  return sheet.columns
    .map((column) => {
      const field = known.get(sheet.mapping[column.column] ?? "");
      const used = field && !field.ignored ? field : undefined;
      const title = used?.title ?? (column.title || `第 ${column.column + 1} 列`);
      return { column: column.column, letter: letterOf(column.column), title, heading: column.title === title ? "" : column.title, field: used?.field ?? "", choices: used?.choices ?? [] };
    })
    .filter((column) => everything || column.field);
}

/** The worst problem of a cell. */
export function problemOf(row: StagedRow, column: GridColumn): RowProblem | undefined {
  const found = row.problems.filter((problem) => problem.column === column.column);
  return found.find((problem) => problem.level === "error") ?? found[0];
}

/** Problems that no visible cell shows: of the row as a whole, or of fields without a column. */
export const problemsAside = (row: StagedRow, columns: GridColumn[]): RowProblem[] => row.problems.filter((problem) => !columns.some((column) => column.column === problem.column));

const TAGS: Record<string, { status: Status; text: string }> = {
  new: { status: "done", text: "新增" },
  changed: { status: "info", text: "更新" },
  same: { status: "none", text: "无变化" },
  faulty: { status: "late", text: "有错误" },
  skipped: { status: "none", text: "不导入" },
};
export const rowTag = (row: StagedRow): { status: Status; text: string } => TAGS[row.status] ?? { status: "none", text: row.status };

/** Width in units of Chinese characters: heading and nearly all texts of this page fit; a single very long one wraps. */
export function widthOf(column: GridColumn, rows: StagedRow[]): number {
  const units = (text: string): number => [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 255 ? 1 : 0.58), 0);
  const lengths = rows
    .map((row) => {
      const change = row.changes.find((one) => one.field === column.field);
      return Math.max(units(row.cells[column.column] ?? ""), change ? units(change.old) : 0);
    })
    .sort((a, b) => a - b);
  const most = lengths[Math.floor((lengths.length - 1) * 0.92)] ?? 0;
  return Math.min(Math.max(most + 2.6, units(column.title) + 1.4, units(column.heading) * 0.86 + 1.4, 4.5), 18);
}
