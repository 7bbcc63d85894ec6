import { mount } from "@vue/test-utils";
import { expect, test } from "vitest";
import FormField from "@/shared/ui/console/FormField.vue";

function field(expanded: boolean): { touched: string[]; leaveFor: (to: Element | null) => void } {
  const touched: string[] = [];
  const form = { errors: {}, touch: (path: string) => touched.push(path) };
  const wrapper = mount(FormField, {
    props: { form: form as never, path: "parent_id", label: "上级" },
    slots: { default: `<button role="combobox" aria-expanded="${expanded}">选择组织</button>` },
  });
  const leaveFor = (to: Element | null): void => void wrapper.element.dispatchEvent(new FocusEvent("focusout", { relatedTarget: to, bubbles: true }));
  return { touched, leaveFor };
}
const inside = (className: string): Element => {
  const outer = document.createElement("div");
  outer.className = className;
  return outer.appendChild(document.createElement("input"));
};

test("opening the list of a picker is not leaving its field: nobody is told of a mistake before choosing", () => {
  const { touched, leaveFor } = field(true);
  leaveFor(inside("el-popper"));
  expect(touched).toEqual([]);
});

test.each([
  ["another field", true, inside("field")],
  ["nowhere", true, null],
  ["the list of another picker", false, inside("el-popper")],
])("leaving for %s checks the field", (_, expanded, to) => {
  const { touched, leaveFor } = field(expanded as boolean);
  leaveFor(to as Element | null);
  expect(touched).toEqual(["parent_id"]);
});

test("while the mouse is down on something else, the message waits until the click has arrived", async () => {
  const { touched, leaveFor } = field(false);
  window.dispatchEvent(new Event("pointerdown"));
  leaveFor(null);
  expect(touched).toEqual([]);
  window.dispatchEvent(new Event("pointerup"));
  await new Promise((resolve) => window.setTimeout(resolve, 5));
  expect(touched).toEqual(["parent_id"]);
});
