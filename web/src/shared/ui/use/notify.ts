import { asProblem, type ApiProblem } from "@/shared/api";

export interface ConfirmQuestion {
  title: string;
  text: string;
  yes?: string;
  no?: string;
}

/** What a surface does to tell people something; set once by its `main.ts`. */
export interface Notifier {
  success(text: string): void;
  info(text: string): void;
  problem(text: string, reference: string): void;
  confirm(question: ConfirmQuestion): Promise<boolean>;
}

let notifier: Notifier = {
  success: () => {},
  info: () => {},
  problem: () => {},
  confirm: async () => true,
};

export function setNotifier(value: Notifier): void {
  notifier = value;
}

/** "编号 life.meeting.locked · 3f2a…": what the office needs to find the case in its log. */
export function referenceOf(problem: ApiProblem): string {
  return [problem.code, problem.traceId].filter(Boolean).join(" · ");
}

export const notify = {
  success: (text: string): void => notifier.success(text),
  info: (text: string): void => notifier.info(text),
  /** Any thrown value: text, code and trace id. A lost connection is the banner's business, not a toast's. */
  problem(error: unknown): void {
    const problem = asProblem(error);
    // Whose session is over is on the way to the log-in page, which says so.
    if (problem.code === "identity.not_signed_in") return;
    notifier.problem(problem.message, problem.isOffline ? "" : referenceOf(problem));
  },
  confirm: (question: ConfirmQuestion): Promise<boolean> => notifier.confirm(question),
};

/** Runs an action of a button: success text on success, problem as a toast on failure. Returns whether it worked. */
export async function attempt(work: () => Promise<unknown>, done = ""): Promise<boolean> {
  try {
    await work();
    if (done) notify.success(done);
    return true;
  } catch (error) {
    notify.problem(error);
    return false;
  }
}
