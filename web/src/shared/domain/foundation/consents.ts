/** The notice on personal data, and what one agrees to beyond what the work needs. */
import { useQuery, type UseQueryReturnType } from "@tanstack/vue-query";
import { http, refetchNoun, type components } from "@/shared/api";

const PATH = "/api/v1/foundation";
export type Notice = components["schemas"]["NoticeOut"];
export type OptionalUse = components["schemas"]["OptionalUseOut"];
export type NoticeToPublish = components["schemas"]["NoticeToPublish"];
export type NoticeDraft = components["schemas"]["NoticeIn"];
export type NoticePurpose = components["schemas"]["NoticePurpose"];

export const EVIDENCE_USE = "directory.members.correction_evidence";

export function useNotice(): UseQueryReturnType<Notice, Error> {
  return useQuery({ queryKey: ["foundation", "notice"], queryFn: () => http.get<Notice>(`${PATH}/notice`) });
}

export function useNoticeStanding(): UseQueryReturnType<components["schemas"]["NoticeStanding"], Error> {
  return useQuery({ queryKey: ["foundation", "notice", "standing"], queryFn: () => http.get<components["schemas"]["NoticeStanding"]>(`${PATH}/notice/standing`) });
}

export function useNoticeToPublish(): UseQueryReturnType<NoticeToPublish, Error> {
  return useQuery({ queryKey: ["foundation", "notice", "to-publish"], queryFn: () => http.get<NoticeToPublish>(`${PATH}/notices/current`) });
}

const changed = (): Promise<void> => refetchNoun("foundation", "notice");

export async function readNotice(number: number): Promise<void> {
  await http.post(`${PATH}/notice/read`, { number });
  await changed();
}

/** Agrees to a use, or takes the consent back; both hold at once. */
export async function decideUse(use: string, number: number, wanted: boolean): Promise<void> {
  await (wanted ? http.post(`${PATH}/consents`, { use, number }) : http.post(`${PATH}/consents/withdraw`, { use }));
  await changed();
}

export const publishNotice = (draft: NoticeDraft): Promise<NoticeToPublish> => http.post<NoticeToPublish>(`${PATH}/notices`, draft);

/** The lines of the full text; a heading is a line that begins with a Chinese number. */
export const parts = (body: string): { text: string; isHeading: boolean }[] =>
  body.split("\n").map((text) => text.trim()).filter(Boolean).map((text) => ({ text, isHeading: /^[一二三四五六七八九十]+、.{1,20}$/.test(text) }));
