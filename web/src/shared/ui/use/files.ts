import { http } from "@/shared/api";
import { shrinkPhoto } from "./photos";

/** A file the server keeps. */
export interface KeptFile {
  id: string;
  name: string;
  size: number;
  content_type: string;
  url: string;
}

/** Sends one file; photos are made smaller first. */
export async function uploadFile(file: File, path = "/api/v1/foundation/files"): Promise<KeptFile> {
  const body = new FormData();
  const small = await shrinkPhoto(file);
  body.append("file", small, small.name);
  return http.post<KeptFile>(path, body);
}
