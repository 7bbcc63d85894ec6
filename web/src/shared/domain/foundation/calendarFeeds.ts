import { api, load, refetchNoun, type components } from "@/shared/api";

export type Feed = components["schemas"]["FeedOut"];
export type NewFeed = components["schemas"]["NewFeedOut"];

export const feeds = (): Promise<Feed[]> => load(api.GET("/api/v1/foundation/calendar-feeds"));

export async function createFeed(name: string): Promise<NewFeed> {
  const made = await load(api.POST("/api/v1/foundation/calendar-feeds", { body: { name } }));
  await refetchNoun("foundation", "calendar-feeds");
  return made;
}

export async function deleteFeed(id: string): Promise<void> {
  await load(api.DELETE("/api/v1/foundation/calendar-feeds/{calendar_feed_id}", { params: { path: { calendar_feed_id: id } } }));
  await refetchNoun("foundation", "calendar-feeds");
}
