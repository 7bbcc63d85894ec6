import { mount } from "@vue/test-utils";
import { expect, test } from "vitest";
import { defineComponent } from "vue";
import OrgTreePicker from "@/shared/ui/console/OrgTreePicker.vue";
import { json, network } from "../fetching";
import { settle } from "../mounting";

const popover = defineComponent({ setup: (_, { slots }) => () => slots.reference?.() });
const row = (id: string, name: string): Response => json([{ id, name, org_kind: "branch", parent_name: "" }]);

test("the picker shows the name of the organisation that it is given, also when another one comes from outside", async () => {
  network(row("a", "一支部"), row("b", "二支部"));
  const picker = mount(OrgTreePicker, { props: { label: "党组织", modelValue: "a" }, global: { components: { ElPopover: popover, ElInput: popover, ElTree: popover }, stubs: { ElIcon: true, ElInput: true, ElTree: true } } });
  await settle();
  expect(picker.find("[role=combobox]").text()).toBe("一支部");

  await picker.setProps({ modelValue: "b" });
  await settle();
  expect(picker.find("[role=combobox]").text()).toBe("二支部");

  await picker.setProps({ modelValue: "" });
  expect(picker.find("[role=combobox]").text()).toBe("选择组织");
});
