/** Copies a text. Browsers offer their clipboard only over HTTPS; inside a network without it a selected field is copied instead. */
export async function copyText(text: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  field.setAttribute("readonly", "");
  field.style.cssText = "position:fixed;opacity:0";
  // Inside the dialog, which does not let go of the focus.
  (document.activeElement?.closest("[role=dialog]") ?? document.body).append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (!done) throw new Error("浏览器不允许复制，请打印或手工抄录。");
}
