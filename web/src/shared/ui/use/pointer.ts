let isDown = false;
window.addEventListener("pointerdown", () => (isDown = true), true);
for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => (isDown = false), true);

/**
 * Does something now, or, while a button or finger is down, after the click has arrived: a text that appears meanwhile
 * would move the page, and what was meant to be clicked would not be under the pointer any more.
 */
export function afterClick(work: () => void): void {
  if (!isDown) return work();
  const later = (): void => {
    window.removeEventListener("pointerup", later, true);
    window.removeEventListener("pointercancel", later, true);
    window.setTimeout(work);
  };
  window.addEventListener("pointerup", later, true);
  window.addEventListener("pointercancel", later, true);
}
