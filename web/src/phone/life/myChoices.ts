import { isBefore, isHere, type MyMeeting } from "@/shared/domain/work/meetings";

const EARLIEST = 2 * 3600_000;

/** What a person on the list can do now: sign in from two hours before, join from afar while it runs, ask for leave before it. */
export function myChoices(meeting: MyMeeting, now: number = Date.now()): { signIn: boolean; join: boolean; leave: boolean } {
  const line = meeting.mine;
  const near = Date.parse(meeting.starts_at) - now < EARLIEST;
  const away = !isHere(line);
  const running = meeting.state === "in_progress";
  return {
    signIn: away && meeting.mode !== "online" && ((running && !("ended_at" in meeting && meeting.ended_at)) || (isBefore(meeting) && near)),
    join: away && meeting.mode !== "on_site" && running,
    leave: away && isBefore(meeting) && line.role === "due" && !["leave", "exempt"].includes(line.state) && line.leave_state !== "requested",
  };
}
