import { http, type components } from "@/shared/api";
import { shrinkPhoto } from "./photos";

/** A file the server keeps. */
export type KeptFile = components["schemas"]["FileOut"];

const FILES = "/api/v1/kernel/files";

/** Address of a file; photos in lists as thumbnail. Served only to those who may see what it belongs to. */
export function fileUrl(file: { id: string; has_thumb?: boolean }, thumb = false): string {
  return `${FILES}/${file.id}${thumb && file.has_thumb ? "?thumb=true" : ""}`;
}

/** Sends one file for a purpose that the server knows (`work.life.meeting_file`); photos are made smaller first. */
export async function uploadFile(file: File, purpose: string): Promise<KeptFile> {
  const body = new FormData();
  const small = await shrinkPhoto(file);
  body.append("file", small, small.name);
  return http.post<KeptFile>(`${FILES}?purpose=${encodeURIComponent(purpose)}`, body);
}
