import { timeText } from "@/shared/ui/use/dates";

/** Day and clock as the inputs of a form hold them, from what the server says. */
export function partsOf(value: string): { date: string; time: string } {
  const [date = "", time = ""] = timeText(value).split(" ");
  return { date, time };
}

/** The moment of a day and a clock in the organisation's zone, as the server takes it. */
export const momentOf = (date: string, time: string): string => `${date}T${time}:00+08:00`;

/** Minutes between two clocks of one day; negative when the second is earlier. */
export function minutesBetween(start: string, end: string): number {
  const at = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
  return at(end) - at(start);
}

/** A clock moved on, at most to the end of the day. */
export function later(time: string, minutes: number): string {
  const total = Math.min(23 * 60 + 59, Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)) + minutes);
  return `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;
}

/** The usual titles name month or quarter: they follow when the day is moved. Other titles stay as they are. */
export function retitled(title: string, before: string, after: string): string {
  if (!before || !after) return title;
  const month = (day: string): string => `${day.slice(0, 4)}年${Number(day.slice(5, 7))}月`;
  const quarter = (day: string): string => `${day.slice(0, 4)}年第${Math.ceil(Number(day.slice(5, 7)) / 3)}季度`;
  for (const name of [quarter, month]) if (title.startsWith(name(before))) return name(after) + title.slice(name(before).length);
  return title;
}

/** "14:30–16:00" of two moments of one day, with the end's day when it is another one. */
export function spanText(start: string, end: string): string {
  const [a, b] = [partsOf(start), partsOf(end)];
  return a.date === b.date ? `${a.time}–${b.time}` : `${a.time} 至 ${b.date} ${b.time}`;
}
