/** What is kept about oneself, and the record of processing. */
import { useQuery, type UseQueryReturnType } from "@tanstack/vue-query";
import { http, newKey, type components } from "@/shared/api";
import type { Export } from "@/shared/domain/foundation/exports";

export type MyTable = components["schemas"]["MyTable"];
export type RegisterTable = components["schemas"]["RegisterTable"];

export const askMyData = (file_format: "xlsx" | "json"): Promise<Export> => http.post<Export>("/api/v1/ops/my-data/exports", { file_format }, { "Idempotency-Key": newKey() });

export function useMyData(): UseQueryReturnType<MyTable[], Error> {
  return useQuery({ queryKey: ["ops", "my-data"], queryFn: () => http.get<MyTable[]>("/api/v1/ops/my-data") });
}

export function useRegister(): UseQueryReturnType<RegisterTable[], Error> {
  return useQuery({ queryKey: ["ops", "privacy", "register"], queryFn: () => http.get<RegisterTable[]>("/api/v1/ops/privacy/register") });
}

/** The values of one row with their names; empty ones are left out. */
export const factsOf = (table: MyTable, row: string[]): { label: string; text: string }[] =>
  table.columns.map((column, index) => ({ label: column.title, text: row[index] ?? "" })).filter((fact) => fact.text !== "");
