import type { Directive } from "vue";

/**
 * `v-plain-mixed` on a table with a column of checkboxes: the component library repeats the half-ticked state of the box
 * as `aria-checked` on its label, where the attribute does not belong. The native box tells the state by itself.
 */
const tidy = (table: HTMLElement): void => table.querySelectorAll("label[aria-checked]").forEach((label) => label.removeAttribute("aria-checked"));

export const plainMixed: Directive<HTMLElement> = { mounted: tidy, updated: tidy };
