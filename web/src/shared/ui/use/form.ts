import { computed, getCurrentInstance, onBeforeUnmount, reactive, ref, shallowRef, watch, type Ref } from "vue";
import { onBeforeRouteLeave } from "vue-router";
import { asProblem, newKey, useSession, type ApiProblem, type Tagged } from "@/shared/api";
import { copyOf } from "./copy";
import { differences, type Difference } from "./differences";
import { dropDraft, holdDraft, keepDraft, readDraft, takeHeldDraft } from "./drafts";
import { notify } from "./notify";
import type { Rule } from "./rules";

export type Rules<M> = Partial<Record<keyof M & string, Rule<M> | Rule<M>[]>>;

export interface FormOptions<M extends object, A> {
  /** Names the draft (`work.meeting.plan`; with the id when editing). Kept per person on this device. */
  key: string;
  initial: () => M;
  rules?: Rules<M>;
  /** Field → label, for the error summary and the conflict dialog. */
  labels?: Partial<Record<keyof M & string, string>>;
  /** Server field → field of the form where they are not the same (`starts_at` is shown as `date`). */
  paths?: Record<string, keyof M & string>;
  /** A value as people read it in the conflict dialog (codes become names). */
  words?: (path: string, value: unknown) => string;
  /** Editing: reads the row with its ETag; `toModel` takes out what the form edits. */
  load?: () => Promise<Tagged<M>>;
  /** `key` repeats with each try (Idempotency-Key), `etag` is what was read (If-Match). */
  submit: (model: M, context: { key: string; etag: string }) => Promise<A>;
  done?: (answer: A) => void | Promise<void>;
  /** False for forms with secrets: nothing is written to the device. */
  keepsDraft?: boolean;
}

export interface Form<M extends object = Record<string, unknown>> {
  model: M;
  errors: Record<string, string>;
  labels: Partial<Record<string, string>>;
  problem: Readonly<Ref<ApiProblem | null>>;
  loading: Readonly<Ref<boolean>>;
  submitting: Readonly<Ref<boolean>>;
  dirty: Readonly<Ref<boolean>>;
  draftFrom: Readonly<Ref<string>>;
  conflict: Readonly<Ref<Difference[] | null>>;
  /** Values that the system proposes: they fill what the person has not changed, and count as nothing that was typed. */
  suggest(values: Partial<M>): void;
  touch(path: string): void;
  validate(): boolean;
  submit(): Promise<boolean>;
  discardDraft(): void;
  resolveConflict(takeTheirs: string[]): Promise<boolean>;
  keepWriting(): void;
  reload(): Promise<void>;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** One form: live validation, draft, leave warning, server errors at their fields, conflicts with both texts. */
export function useForm<M extends object, A = unknown>(options: FormOptions<M, A>): Form<M> {
  const session = useSession();
  const owner = session.personKey;
  const model = reactive(options.initial()) as M;
  const base = shallowRef<M>(copyOf(model));
  const errors = reactive<Record<string, string>>({});
  const touched = reactive(new Set<string>());
  const problem = shallowRef<ApiProblem | null>(null);
  const loading = ref(false);
  const submitting = ref(false);
  const draftFrom = ref("");
  const conflict = shallowRef<Difference[] | null>(null);
  let etag = "";
  let theirs: Tagged<M> | null = null;
  let intent = newKey();
  let finished = false;

  const dirty = computed(() => !same(model, base.value));
  const labels = (options.labels ?? {}) as Partial<Record<string, string>>;
  const drafts = options.keepsDraft !== false;

  function check(path: string): string {
    const rules = options.rules?.[path as keyof M & string];
    if (!rules) return "";
    const value = (model as Record<string, unknown>)[path];
    for (const rule of Array.isArray(rules) ? rules : [rules]) {
      const text = rule(value, model);
      if (text) return text;
    }
    return "";
  }

  function put(path: string, text: string): void {
    if (text) errors[path] = text;
    else delete errors[path];
  }

  function touch(path: string): void {
    touched.add(path);
    put(path, check(path));
  }

  function validate(): boolean {
    for (const path of Object.keys(errors)) delete errors[path];
    for (const path of Object.keys(options.rules ?? {})) {
      touched.add(path);
      put(path, check(path));
    }
    return Object.keys(errors).length === 0;
  }

  function fill(value: M, readDraftToo: boolean): void {
    Object.assign(model, copyOf(value));
    base.value = copyOf(value);
    if (!readDraftToo) return;
    const draft = drafts ? readDraft<M>(owner, options.key) : takeHeldDraft<M>(owner, options.key);
    if (draft && !same(draft.value, base.value)) {
      Object.assign(model, draft.value);
      draftFrom.value = draft.at;
    }
  }

  async function reload(): Promise<void> {
    if (!options.load) return fill(options.initial(), true);
    loading.value = true;
    problem.value = null;
    try {
      const read = await options.load();
      etag = read.etag;
      fill(read.data, true);
    } catch (error) {
      problem.value = asProblem(error);
    } finally {
      loading.value = false;
    }
  }

  function showRefusal(error: unknown): void {
    problem.value = asProblem(error);
    for (const [path, text] of Object.entries(problem.value.fieldTexts())) put(options.paths?.[path] ?? path, text);
    if (problem.value.status < 500 && !problem.value.isOffline) intent = newKey();
  }

  async function meetConflict(error: unknown): Promise<boolean> {
    if (!asProblem(error).isStale || !options.load) return false;
    theirs = await options.load();
    conflict.value = differences(base.value, model, theirs.data, labels, options.words);
    return true;
  }

  async function submit(): Promise<boolean> {
    if (submitting.value || !validate()) return false;
    submitting.value = true;
    problem.value = null;
    try {
      const answer = await options.submit(copyOf(model), { key: intent, etag });
      finished = true;
      base.value = copyOf(model);
      intent = newKey();
      dropDraft(owner, options.key);
      draftFrom.value = "";
      await options.done?.(answer);
      return true;
    } catch (error) {
      try {
        if (!(await meetConflict(error))) showRefusal(error);
      } catch (second) {
        showRefusal(second);
      }
      return false;
    } finally {
      submitting.value = false;
      finished = false;
    }
  }

  async function resolveConflict(takeTheirs: string[]): Promise<boolean> {
    if (!theirs) return false;
    const latest = theirs.data as Record<string, unknown>;
    const mine = model as Record<string, unknown>;
    const asked = new Set((conflict.value ?? []).map((difference) => difference.path));
    for (const path of Object.keys(latest)) {
      // Fields that only the other person changed are taken over; asked ones follow the choice.
      const changedByMe = !same(mine[path], (base.value as Record<string, unknown>)[path]);
      if (asked.has(path) ? takeTheirs.includes(path) : !changedByMe) mine[path] = copyOf(latest[path]);
    }
    base.value = copyOf(theirs.data);
    etag = theirs.etag;
    theirs = null;
    conflict.value = null;
    return submit();
  }

  function discardDraft(): void {
    dropDraft(owner, options.key);
    draftFrom.value = "";
    Object.assign(model, copyOf(base.value));
    for (const path of Object.keys(errors)) delete errors[path];
  }

  function suggest(values: Partial<M>): void {
    const proposed: Record<string, unknown> = { ...base.value };
    const mine = model as Record<string, unknown>;
    for (const [path, value] of Object.entries(values)) {
      if (same(mine[path], proposed[path])) mine[path] = copyOf(value);
      proposed[path] = copyOf(value);
    }
    base.value = proposed as M;
  }

  let timer = 0;
  function keep(): void {
    window.clearTimeout(timer);
    timer = 0;
    if (dirty.value) keepDraft(owner, options.key, model);
    else dropDraft(owner, options.key);
  }
  // What was typed in the last moment before leaving counts, too.
  const keepPending = (): void => void (timer && keep());
  watch(model, () => {
    for (const path of touched) put(path, check(path));
    if (!drafts) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(keep, 400);
  });
  window.addEventListener("pagehide", keepPending);

  // Whose session is over is sent to the log-in page and comes back: there is nothing to decide.
  guardLeaving(() => dirty.value && !finished && !submitting.value && session.signedIn, drafts);
  if (getCurrentInstance()) {
    onBeforeUnmount(() => {
      keepPending();
      if (!drafts && dirty.value && !session.signedIn) holdDraft(owner, options.key, copyOf(model));
      window.removeEventListener("pagehide", keepPending);
    });
  }
  void reload();

  return {
    model,
    errors,
    labels,
    problem,
    loading,
    submitting,
    dirty,
    draftFrom,
    conflict,
    suggest,
    touch,
    validate,
    submit,
    discardDraft,
    resolveConflict,
    keepWriting: () => (conflict.value = null),
    reload,
  };
}

function guardLeaving(unsaved: () => boolean, drafts: boolean): void {
  if (!getCurrentInstance()) return;
  const warn = (event: BeforeUnloadEvent): void => {
    if (unsaved()) event.preventDefault();
  };
  window.addEventListener("beforeunload", warn);
  onBeforeUnmount(() => window.removeEventListener("beforeunload", warn));
  onBeforeRouteLeave(async () => {
    if (!unsaved()) return true;
    return notify.confirm({
      title: "还没有提交",
      text: drafts ? "填写的内容已存为草稿，下次打开本页可以继续填写。现在离开吗？" : "离开后填写的内容不会保留。现在离开吗？",
      yes: "离开",
      no: "继续填写",
    });
  });
}
