import type { AgendaPart, MeetingChange, MeetingDetail, MeetingMode, MeetingPlan, PastMeeting, Suggestion } from "@/shared/domain/work/meetings";
import { later, momentOf, partsOf } from "./times";

/** What the forms of planning, changing and entering a meeting edit. */
export interface PlanModel {
  title: string;
  theme: string;
  date: string;
  start: string;
  end: string;
  mode: MeetingMode;
  place: string;
  online_link: string;
  chair_id: string;
  recorder_id: string;
  cell_id: string;
  series_id: string;
  parts: AgendaPart[];
  guest_ids: string[];
}

/** The choice "this meeting is the first of a series". */
export const NEW_SERIES = "new";

export const emptyPlan = (): PlanModel => ({
  title: "",
  theme: "",
  date: "",
  start: "14:30",
  end: "16:00",
  mode: "on_site",
  place: "",
  online_link: "",
  chair_id: "",
  recorder_id: "",
  cell_id: "",
  series_id: "",
  parts: [],
  guest_ids: [],
});

/** An agenda item as the server takes it; empty words mean "none". */
export const agendaPart = (title: string, rest: Partial<AgendaPart> = {}): AgendaPart => ({ title, item_kind: "discussion", needs_vote: false, carry_over: false, ...rest });

export function fromSuggestion(found: Suggestion): PlanModel {
  const [start, end] = [partsOf(found.starts_at), partsOf(found.ends_at)];
  return {
    ...emptyPlan(),
    title: found.title,
    date: start.date,
    start: start.time,
    end: end.date === start.date ? end.time : later(start.time, 90),
    mode: found.mode as MeetingMode,
    place: found.place,
    chair_id: found.chair_id ?? "",
    recorder_id: found.recorder_id ?? "",
    cell_id: found.cells[0]?.id ?? "",
    series_id: found.series[0]?.id ?? "",
    parts: found.parts.map((part) =>
      agendaPart(part.title, {
        item_kind: part.item_kind as AgendaPart["item_kind"],
        duty: (part.duty || null) as AgendaPart["duty"],
        needs_vote: part.needs_vote,
        vote_matter: (part.vote_matter || null) as AgendaPart["vote_matter"],
      }),
    ),
  };
}

export function fromMeeting(meeting: MeetingDetail): PlanModel {
  const [start, end] = [partsOf(meeting.starts_at), partsOf(meeting.ends_at)];
  return {
    ...emptyPlan(),
    title: meeting.title,
    theme: meeting.theme,
    date: start.date,
    start: start.time,
    end: end.time,
    mode: meeting.mode as MeetingMode,
    place: meeting.place,
    online_link: meeting.online_link,
    chair_id: meeting.chair_id ?? "",
    recorder_id: meeting.recorder_id ?? "",
  };
}

const common = (model: PlanModel) => ({
  title: model.title.trim(),
  theme: model.theme.trim(),
  mode: model.mode,
  place: model.mode === "online" ? "" : model.place.trim(),
  chair_id: model.chair_id || null,
  recorder_id: model.recorder_id || null,
});

export const asPlan = (model: PlanModel, organisationId: string, kind: string, notify: boolean): MeetingPlan => ({
  ...common(model),
  organisation_id: organisationId,
  kind: kind as MeetingPlan["kind"],
  starts_at: momentOf(model.date, model.start),
  ends_at: momentOf(model.date, model.end),
  online_link: model.mode === "on_site" ? "" : model.online_link.trim(),
  cell_id: kind === "cell_meeting" ? model.cell_id || null : null,
  series_id: model.series_id && model.series_id !== NEW_SERIES ? model.series_id : null,
  starts_series: model.series_id === NEW_SERIES,
  parts: model.parts.filter((part) => part.title.trim()),
  guest_ids: model.guest_ids,
  notify,
});

export const asPast = (model: PlanModel, organisationId: string, kind: string): PastMeeting => ({
  ...common(model),
  organisation_id: organisationId,
  kind: kind as PastMeeting["kind"],
  started_at: momentOf(model.date, model.start),
  ended_at: momentOf(model.date, model.end),
  cell_id: kind === "cell_meeting" ? model.cell_id || null : null,
  parts: model.parts.filter((part) => part.title.trim()),
  guest_ids: model.guest_ids,
});

export const asChange = (model: PlanModel): MeetingChange => ({
  ...common(model),
  starts_at: momentOf(model.date, model.start),
  ends_at: momentOf(model.date, model.end),
  online_link: model.mode === "on_site" ? "" : model.online_link.trim(),
});

export const PLAN_LABELS: Partial<Record<keyof PlanModel, string>> = {
  title: "名称",
  theme: "主题",
  date: "日期",
  start: "开始",
  end: "结束",
  place: "地点",
  online_link: "会议链接",
  chair_id: "主持人",
  recorder_id: "记录人",
  cell_id: "党小组",
  parts: "议程",
};

/** Where the server's times stand in the forms. */
export const PLAN_PATHS = { starts_at: "date", started_at: "date", ends_at: "end", ended_at: "end" } as const;

/** Rules that hold for every form of a meeting; the times of one day only. */
export const PLAN_RULES = {
  title: (value: unknown): string => (String(value).trim() ? "" : "请填写会议名称。"),
  date: (value: unknown): string => (value ? "" : "请选择日期。"),
  end: (value: unknown, model: PlanModel): string => (String(value) > model.start ? "" : "结束时间早于开始时间，请检查。"),
  place: (value: unknown, model: PlanModel): string => (model.mode === "online" || String(value).trim() ? "" : "请填写地点；线上会议请选择“线上”。"),
  online_link: (value: unknown): string => (!value || /^https?:\/\/\S+$/.test(String(value)) ? "" : "链接应以 http:// 或 https:// 开头。"),
};
