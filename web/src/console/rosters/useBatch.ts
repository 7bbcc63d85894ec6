import { useQuery } from "@tanstack/vue-query";
import { computed, onBeforeUnmount, ref, shallowRef, watch, type ComputedRef, type Ref } from "vue";
import { asProblem, refetchNoun, type ApiProblem } from "@/shared/api";
import { batch, progress, type BatchDetail, type Progress } from "@/shared/domain/directory/rosters";
import { isBusy } from "./states";

export interface BatchState {
  found: ComputedRef<BatchDetail | undefined>;
  problem: ComputedRef<ApiProblem | null>;
  loading: ComputedRef<boolean>;
  work: Readonly<Ref<Progress | null>>;
  busy: ComputedRef<boolean>;
  /** Remaining time in words, once enough was seen to tell. */
  remaining: ComputedRef<string>;
  refetch(): Promise<void>;
  /** Looks at the background work now and as long as it goes on. */
  follow(): Promise<void>;
}

const EVERY = 1000;

function inWords(seconds: number): string {
  if (seconds < 5) return "马上完成";
  return seconds < 90 ? `约还需 ${Math.ceil(seconds / 5) * 5} 秒` : `约还需 ${Math.ceil(seconds / 60)} 分钟`;
}

/** One import and its background work. The page may be left at any time; coming back finds the work again. */
export function useBatch(id: string): BatchState {
  const result = useQuery({ queryKey: ["directory", "rosters", "one", id], queryFn: async () => (await batch(id)).data, staleTime: 0 });
  const work = shallowRef<Progress | null>(null);
  const remaining = ref("");
  let timer = 0;
  let gone = false;
  let start = { at: 0, done: 0 };

  function estimate(now: Progress): void {
    if (!start.at || now.done < start.done) start = { at: Date.now(), done: now.done };
    const seconds = (Date.now() - start.at) / 1000;
    const moved = now.done - start.done;
    remaining.value = seconds >= 3 && moved > 0 && now.total > 0 ? inWords(((now.total - now.done) * seconds) / moved) : "";
  }

  async function follow(): Promise<void> {
    window.clearTimeout(timer);
    const wasBusy = isBusy(work.value);
    let now: Progress;
    try {
      now = await progress(id);
    } catch (error) {
      const { status } = asProblem(error);
      if (status >= 400 && status < 500 && status !== 429) return;
      // Connection lost, or the server busy with this very work: it goes on meanwhile, so ask again later.
      if (!gone) timer = window.setTimeout(() => void follow(), EVERY * 5);
      return;
    }
    if (isBusy(now)) estimate(now);
    else start = { at: 0, done: 0 };
    const other = now.version !== result.data.value?.version || now.state !== result.data.value?.state;
    // First the import as it is now, then the end of the work: what follows begins with fresh counts.
    if (other || (wasBusy && !isBusy(now))) await refetchNoun("directory", "rosters");
    work.value = now;
    // Work that died with its worker is given back by the server within half a minute: wait for that, too.
    const isStuck = !isBusy(now) && now.state === "committing";
    if ((isBusy(now) || isStuck) && !gone) timer = window.setTimeout(() => void follow(), isStuck ? EVERY * 5 : EVERY);
  }

  watch(
    () => result.data.value?.id,
    (known) => known && void follow(),
    { immediate: true },
  );
  onBeforeUnmount(() => {
    gone = true;
    window.clearTimeout(timer);
  });

  return {
    found: computed(() => result.data.value),
    problem: computed(() => (result.error.value ? asProblem(result.error.value) : null)),
    loading: computed(() => result.isLoading.value),
    work,
    busy: computed(() => isBusy(work.value)),
    remaining: computed(() => remaining.value),
    refetch: async () => void (await result.refetch()),
    follow,
  };
}
