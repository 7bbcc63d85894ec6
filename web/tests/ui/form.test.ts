import { beforeEach, expect, test } from "vitest";
import { ApiProblem, useSession } from "@/shared/api";
import { useForm, type Form } from "@/shared/ui/use/form";
import { setNotifier } from "@/shared/ui/use/notify";
import { required } from "@/shared/ui/use/rules";
import { inPage, settle } from "../mounting";

interface Model {
  title: string;
  place: string;
}

let answerToLeaving = true;
let questions = 0;
beforeEach(() => {
  localStorage.clear();
  answerToLeaving = true;
  questions = 0;
  setNotifier({
    success: () => {},
    info: () => {},
    problem: () => {},
    confirm: async () => {
      questions += 1;
      return answerToLeaving;
    },
  });
});

const blank = (): Model => ({ title: "", place: "" });
const rules = { title: required("请填写名称。") };
const page = (submit: (model: Model, context: { key: string; etag: string }) => Promise<unknown>) =>
  inPage("/page", () => useForm<Model>({ key: "work.meeting", initial: blank, labels: { title: "名称", place: "地点" }, rules, submit }));

test("nothing is sent while a rule is broken, and the rule is told at its field", async () => {
  const sent: Model[] = [];
  const { result: form } = await page(async (model) => sent.push(model));

  expect(await form.submit()).toBe(false);

  expect(form.errors).toEqual({ title: "请填写名称。" });
  expect(sent).toEqual([]);
});

test("an error goes away as soon as the value is right", async () => {
  const { result: form } = await page(async () => {});
  form.touch("title");
  form.model.title = "支部党员大会";
  await settle();

  expect(form.errors).toEqual({});
});

test("a form that keeps no draft on the device still has its text after logging in again, and only then", async () => {
  const open = () => inPage("/page", () => useForm<Model>({ key: "work.talk", initial: blank, keepsDraft: false, submit: async () => {} }));
  const first = await open();
  first.result.model.title = "谈了近期思想";
  await settle();
  useSession().take({ stage: "none", demo: false });
  await first.router.push("/elsewhere");
  first.wrapper.unmount();
  const second = await open();
  const third = await open();

  expect(questions).toBe(0);
  expect(Object.keys(localStorage).filter((key) => key.includes("work.talk"))).toEqual([]);
  expect([second.result.model.title, third.result.model.title]).toEqual(["谈了近期思想", ""]);
});

test("what is typed is kept as a draft, found again, and gone after submission", async () => {
  const first = await page(async () => {});
  first.result.model.title = "主题党日";
  await settle(10);
  first.wrapper.unmount();

  const second = await page(async () => {});
  expect(second.result.model.title).toBe("主题党日");
  expect(second.result.draftFrom.value).not.toBe("");
  expect(await second.result.submit()).toBe(true);
  second.wrapper.unmount();

  const third = await page(async () => {});
  expect([third.result.model.title, third.result.draftFrom.value]).toEqual(["", ""]);
});

test("a refusal of the server stands at its fields and loses nothing", async () => {
  const refusal = new ApiProblem(422, { detail: "填写有误。", fields: [{ path: "place", code: "x", text: "请填写地点。" }] });
  const { result: form } = await page(async () => Promise.reject(refusal));
  form.model.title = "党课";

  expect(await form.submit()).toBe(false);

  expect(form.errors).toEqual({ place: "请填写地点。" });
  expect([form.problem.value?.message, form.model.title]).toEqual(["填写有误。", "党课"]);
});

test("a try after a lost connection repeats the key; after a refusal the key is a new one", async () => {
  const keys: string[] = [];
  const replies = [new ApiProblem(0, {}), new ApiProblem(422, {}), null];
  const { result: form } = await page(async (_model, { key }) => {
    keys.push(key);
    const problem = replies.shift();
    if (problem) throw problem;
  });
  form.model.title = "党课";

  await form.submit();
  await form.submit();
  await form.submit();

  expect(keys[0]).toBe(keys[1]);
  expect(keys[1]).not.toBe(keys[2]);
});

test("leaving with unsaved text asks first, and stays when told to", async () => {
  const { result: form, router } = await page(async () => {});
  form.model.title = "未提交";
  answerToLeaving = false;
  await router.push("/elsewhere");
  expect([router.currentRoute.value.name, questions]).toEqual(["page", 1]);

  answerToLeaving = true;
  await router.push("/elsewhere");
  expect(router.currentRoute.value.name).toBe("elsewhere");
});

async function stale(): Promise<{ form: Form<Model>; saved: { model: Model; etag: string }[] }> {
  const saved: { model: Model; etag: string }[] = [];
  const versions = [
    { data: { title: "原名称", place: "一号会议室" }, etag: '"v1"' },
    { data: { title: "他人改的名称", place: "二号会议室" }, etag: '"v2"' },
  ];
  let reads = 0;
  const { result: form } = await inPage("/page", () =>
    useForm<Model>({
      key: "work.meeting.1",
      initial: blank,
      labels: { title: "名称", place: "地点" },
      load: async () => versions[Math.min(reads++, 1)]!,
      submit: async (model, { etag }) => {
        if (etag !== '"v2"') throw new ApiProblem(412, { code: "kernel.stale_edit" });
        saved.push({ model, etag });
      },
    }),
  );
  form.model.title = "我改的名称";
  expect(await form.submit()).toBe(false);
  return { form, saved };
}

test("what the system proposes fills what nobody typed, and leaving it asks nothing", async () => {
  const { result: form, router } = await page(async () => {});
  form.model.place = "会议室";

  form.suggest({ title: "支部党员大会", place: "党员活动室" });

  expect(form.model).toEqual({ title: "支部党员大会", place: "会议室" });
  expect(form.dirty.value).toBe(true);
  form.model.place = "党员活动室";
  expect(form.dirty.value).toBe(false);
  form.suggest({ title: "支部委员会会议" });
  expect(form.model.title).toBe("支部委员会会议");
  await router.push("/other");
  expect(questions).toBe(0);
});

test("a stale edit shows both texts of what both changed, and keeps mine when so chosen", async () => {
  const { form, saved } = await stale();

  expect(form.conflict.value).toEqual([{ path: "title", label: "名称", before: "原名称", mine: "我改的名称", theirs: "他人改的名称" }]);
  expect(await form.resolveConflict([])).toBe(true);

  expect(saved).toEqual([{ model: { title: "我改的名称", place: "二号会议室" }, etag: '"v2"' }]);
});

test("a stale edit takes the other's text when so chosen", async () => {
  const { form, saved } = await stale();

  await form.resolveConflict(["title"]);

  expect(saved).toEqual([{ model: { title: "他人改的名称", place: "二号会议室" }, etag: '"v2"' }]);
});

test("a refusal of a field that the form names otherwise stands at the form's field", async () => {
  const refusal = new ApiProblem(422, { code: "life.meeting.too_far", fields: [{ path: "starts_at", code: "life.meeting.too_far", text: "请检查年份。" }] });
  const { result: form } = await inPage("/page", () =>
    useForm<Model>({ key: "work.meeting", initial: blank, paths: { starts_at: "place" }, submit: async () => Promise.reject(refusal) }),
  );

  expect(await form.submit()).toBe(false);

  expect(form.errors).toEqual({ place: "请检查年份。" });
});
