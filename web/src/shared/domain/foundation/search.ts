import { http, type components } from "@/shared/api";

/** One thing found; kind and id name the page that shows it. */
export type Hit = components["schemas"]["HitOut"];

/** People, organisations and whatever else modules put into the search, as far as the person may see them. */
export async function search(text: string): Promise<Hit[]> {
  return (await http.get<{ items: Hit[] }>("/api/v1/foundation/search", { q: text, limit: 20 })).items;
}
