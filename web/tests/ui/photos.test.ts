import { mount } from "@vue/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import PhonePhotos from "@/shared/ui/phone/PhonePhotos.vue";
import { json } from "../fetching";
import { settle } from "../mounting";

afterEach(() => vi.unstubAllGlobals());

type Reply = Response | "offline";

/** Answers uploads in turn; files do not pass as text, so only their number is kept. */
function uploads(...replies: Reply[]): { count: number } {
  const seen = { count: 0 };
  vi.stubGlobal("fetch", async () => {
    seen.count += 1;
    const reply = replies.shift() ?? "offline";
    if (reply === "offline") throw new TypeError("Failed to fetch");
    return reply;
  });
  return seen;
}
const kept = (id: string): Response => json({ id, file_name: `${id}.pdf`, content_type: "application/pdf", size: 1, has_thumb: false });
const paper = (name: string): File => new File(["x"], name, { type: "application/pdf" });

async function choose(photos: ReturnType<typeof mount>, ...files: File[]): Promise<void> {
  const input = photos.find("input[type=file]");
  Object.defineProperty(input.element, "files", { value: files, configurable: true });
  Object.defineProperty(input.element, "value", { value: "", writable: true, configurable: true });
  await input.trigger("change");
  await settle();
}
const page = (limit = 9): ReturnType<typeof mount> => {
  const photos: ReturnType<typeof mount> = mount(PhonePhotos, {
    props: { label: "照片和资料", purpose: "work.life.meeting_file", limit, modelValue: [], "onUpdate:modelValue": (files: unknown) => photos.setProps({ modelValue: files }) },
    global: { stubs: { VanIcon: true } },
  });
  return photos;
};

test("a file that the lost connection held back is sent once more by one tap", async () => {
  uploads("offline", kept("a"));
  const photos = page();
  await choose(photos, paper("a.pdf"));
  expect(photos.findAll(".sending")).toHaveLength(1);

  await photos.findAll(".sending button")[0]!.trigger("click");
  await settle();

  expect(photos.findAll(".sending")).toHaveLength(0);
  expect(photos.findAll(".photos .name").map((one) => one.text())).toEqual(["a.pdf"]);
});

test("a refused file can be put away, and is not offered to be sent again", async () => {
  uploads(json({ code: "kernel.file_kind", detail: "不能接收这种文件。" }, 422));
  const photos = page();
  await choose(photos, paper("a.exe"));
  const buttons = photos.findAll(".sending button");
  expect(buttons.map((one) => one.attributes("aria-label"))).toEqual(["关闭关于 a.exe 的提示"]);

  await buttons[0]!.trigger("click");

  expect(photos.findAll(".sending")).toHaveLength(0);
});

test("files beyond the limit are not left out in silence", async () => {
  const seen = uploads(kept("a"), kept("b"));
  const photos = page(2);

  await choose(photos, paper("a.pdf"), paper("b.pdf"), paper("c.pdf"));

  expect(seen.count).toBe(2);
  expect(photos.text()).toContain("后面的 1 个没有上传");
});
