import { readonly, ref } from "vue";

const large = ref(false);

function apply(): void {
  if (large.value) document.documentElement.dataset.print = "large";
  else delete document.documentElement.dataset.print;
}

/** 大字版: remembered on this device, for every surface. */
export function useLargePrint(): { large: Readonly<typeof large>; setLarge: (on: boolean) => void } {
  return {
    large: readonly(large) as Readonly<typeof large>,
    setLarge(on) {
      large.value = on;
      localStorage.setItem("large-print", on ? "1" : "");
      apply();
    },
  };
}

/** Called once at start, before the first picture. */
export function restoreLargePrint(): void {
  large.value = localStorage.getItem("large-print") === "1";
  apply();
}
