const zone = "Asia/Shanghai";
const day = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" });
const minute = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
const weekday = new Intl.DateTimeFormat("zh-CN", { timeZone: zone, weekday: "short" });

/** "2026-11-21", as the organisation's calendar says. */
export function dateText(value: string | Date | null | undefined): string {
  if (!value) return "";
  if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
  return day.format(new Date(value));
}

/** "2026-11-21 19:30". */
export function timeText(value: string | Date | null | undefined): string {
  return value ? minute.format(new Date(value)) : "";
}

/** "2026-11-21（周六）19:30". */
export function meetingTimeText(value: string | Date): string {
  const [date, time] = timeText(value).split(" ");
  return `${date}（${weekday.format(new Date(value))}）${time}`;
}

/** Today in the organisation's calendar. */
export function today(now: Date = new Date()): string {
  return day.format(now);
}

/** "刚刚", "12 分钟前", "3 小时前", "昨天 19:30", else the date. */
export function agoText(value: string | Date, now: Date = new Date()): string {
  const then = new Date(value);
  const minutes = Math.floor((now.getTime() - then.getTime()) / 60_000);
  if (minutes < 0) return timeText(then);
  if (minutes < 1) return "刚刚";
  if (minutes < 60) return `${minutes} 分钟前`;
  if (dateText(then) === dateText(now)) return `${Math.floor(minutes / 60)} 小时前`;
  if (dateText(then) === dateText(new Date(now.getTime() - 86_400_000))) return `昨天 ${timeText(then).slice(11)}`;
  return dateText(then);
}

/** Whole days from today: 0 today, negative past. */
export function daysUntil(value: string, now: Date = new Date()): number {
  return Math.round((Date.parse(dateText(value)) - Date.parse(today(now))) / 86_400_000);
}
