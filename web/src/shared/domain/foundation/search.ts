import { http } from "@/shared/api";

/** One thing found: `kind` says which page opens it. */
export interface Hit {
  kind: string;
  kind_title: string;
  id: string;
  title: string;
  note: string;
}

/** People, organisations and whatever else modules put into the search, as far as the person may see them. */
export async function search(text: string): Promise<Hit[]> {
  return (await http.get<{ items: Hit[] }>("/api/v1/foundation/search", { q: text, limit: 20 })).items;
}
