import { onScopeDispose, ref, watch, type Ref } from "vue";
import { asProblem, onReconnect, useSession, type ApiProblem } from "@/shared/api";
import { dropDraft, keepDraft, readDraft } from "@/shared/ui/use/drafts";
import { part as fetchPart, saveMinutes, type Part } from "./records";

export interface Minutes {
  text: Ref<string>;
  /** saved · waiting (typed, not sent) · saving · failed (kept on the device) · conflict */
  state: Ref<"saved" | "waiting" | "saving" | "failed" | "conflict">;
  problem: Ref<ApiProblem | null>;
  /** The other text while the person decides. */
  theirs: Ref<string>;
  restoredFrom: Ref<string>;
  savedAt: Ref<Date | null>;
  save(): Promise<boolean>;
  resolve(text: string): Promise<boolean>;
}

const PAUSE = 1500;

/**
 * Minutes of one agenda item: saved by themselves after a pause in typing and when the person leaves, with the version that
 * was read; a draft stays on the device until the server has it; two writers see both texts.
 */
export function useMinutes(part: Part, saved: (version: number, text: string) => void = () => {}): Minutes {
  const owner = useSession().personKey;
  const name = `work.minutes.${part.id}`;
  let version = part.version;
  let stored = part.minutes;
  let timer = 0;
  let running: Promise<boolean> | null = null;
  const draft = readDraft<string>(owner, name);
  const text = ref(draft && draft.value !== stored ? draft.value : stored);
  const restoredFrom = ref(draft && draft.value !== stored ? draft.at : "");
  const state = ref<Minutes["state"]["value"]>(restoredFrom.value ? "waiting" : "saved");
  const problem = ref<ApiProblem | null>(null) as Ref<ApiProblem | null>;
  const theirs = ref("");
  const savedAt = ref<Date | null>(null);

  async function send(): Promise<boolean> {
    const sent = text.value;
    state.value = "saving";
    try {
      version = (await saveMinutes(part.id, sent, version)).version ?? version + 1;
      stored = sent;
      problem.value = null;
      savedAt.value = new Date();
      restoredFrom.value = "";
      if (text.value === sent) dropDraft(owner, name);
      state.value = text.value === sent ? "saved" : "waiting";
      saved(version, sent);
      return true;
    } catch (error) {
      problem.value = asProblem(error);
      if (!problem.value.isStale) {
        state.value = "failed";
        return false;
      }
      return await meet(sent);
    }
  }

  /** Somebody saved in between: the same text is no conflict, another one is shown beside one's own. */
  async function meet(sent: string): Promise<boolean> {
    try {
      const { data } = await fetchPart(part.id);
      version = data.version;
      if (data.minutes === stored || data.minutes === sent) return await send();
      theirs.value = data.minutes;
      state.value = "conflict";
    } catch (error) {
      problem.value = asProblem(error);
      state.value = "failed";
    }
    return false;
  }

  async function save(): Promise<boolean> {
    window.clearTimeout(timer);
    if (running) await running;
    if (state.value === "conflict") return false;
    if (text.value === stored) return true;
    running = send().finally(() => (running = null));
    return running;
  }

  async function resolve(chosen: string): Promise<boolean> {
    stored = theirs.value;
    theirs.value = "";
    text.value = chosen;
    state.value = "waiting";
    return save();
  }

  watch(text, (now) => {
    if (state.value === "conflict") return;
    window.clearTimeout(timer);
    if (now === stored) {
      dropDraft(owner, name);
      if (state.value === "waiting") state.value = "saved";
      return;
    }
    keepDraft(owner, name, now);
    if (state.value !== "saving") state.value = "waiting";
    timer = window.setTimeout(() => void save(), PAUSE);
  });
  if (restoredFrom.value) timer = window.setTimeout(() => void save(), PAUSE);
  // What the lost connection kept back goes out by itself.
  const forgetReconnect = onReconnect(() => void (state.value === "failed" && save()));
  onScopeDispose(() => {
    forgetReconnect();
    void save();
  });

  return { text, state, problem, theirs, restoredFrom, savedAt, save, resolve };
}
