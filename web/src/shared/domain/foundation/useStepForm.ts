import { asProblem, refetchNoun } from "@/shared/api";
import { decideStep, type CaseDetail, type CaseField, type DecideBody, type OpenStep } from "./process";
import { useForm, type Form } from "@/shared/ui/use/form";
import type { KeptFile } from "@/shared/ui/use/files";
import { required, type Rule } from "@/shared/ui/use/rules";

export interface GivenFile extends KeptFile {
  document_key?: string;
}
/** Fields of the step stand under the path that the server names them by (`values.subject`). */
export type StepModel = Record<string, unknown> & { outcome: string; note: string; files: Record<string, GivenFile[]> };

const VOTE = ["due", "present", "agree", "against", "abstain"];
const VOTE_LABELS: Record<string, string> = { due: "应到人数", present: "到会人数", agree: "赞成", against: "反对", abstain: "弃权" };
/** The numbers of a vote as fields. */
export const VOTE_FIELDS = VOTE.map((key) => ({ key: `vote.${key}`, label: VOTE_LABELS[key]! }));
/** Where the chosen record of a vote stands in the form. */
export const VOTE_RECORD = "vote.reference";
export const pathOf = (field: CaseField): string => `values.${field.key}`;

/** The form of a step: what is asked, how it ends; typed text is kept until it is sent, a refusal shows at its field. */
export function useStepForm(options: { detail: CaseDetail; step: OpenStep; etag: () => string; done: () => void }): Form<StepModel> {
  const { detail, step } = options;
  const labels: Record<string, string> = { outcome: "办理结果", note: "意见", vote: "表决结果", documents: "材料" };
  const rules: Record<string, Rule<StepModel> | Rule<StepModel>[]> = {};
  const agrees = (model: StepModel): boolean => step.outcomes.find((one) => one.key === model.outcome)?.agrees !== false;
  for (const field of step.fields) {
    labels[pathOf(field)] = field.title;
    // Who refuses need not fill in the form.
    if (field.is_required) rules[pathOf(field)] = (value, model) => (agrees(model) ? required(`请填写“${field.title}”。`)(value, model) : "");
  }
  if (step.vote_evidence) {
    labels[VOTE_RECORD] = "会议表决";
    rules[VOTE_RECORD] = required("请选择会议表决。");
  }
  if (!step.needs_vote) rules.outcome = required("请选择办理结果。");
  rules.note = (value, model) => (step.outcomes.find((one) => one.key === model.outcome)?.needs_note ? required("请写明理由。")(value, model) : "");
  return useForm<StepModel>({
    key: `foundation.process.${detail.id}.${step.run_id}`,
    labels,
    rules,
    initial: () => ({
      outcome: step.outcomes.length === 1 ? step.outcomes[0]!.key : "",
      note: "",
      files: {},
      [VOTE_RECORD]: "",
      ...Object.fromEntries(VOTE_FIELDS.map((field) => [field.key, ""])),
      ...Object.fromEntries(step.fields.map((field) => [pathOf(field), field.value ?? (field.kind === "boolean" ? undefined : "")])),
    }),
    submit: async (model, context) => {
      try {
        return await decideStep(detail.id, bodyOf(step, model), options.etag(), context.key);
      } catch (error) {
        // Somebody else moved the case meanwhile: what is on the page is brought up to date, what was typed stays.
        if (asProblem(error).isStale) await refetchNoun("foundation", "case");
        throw error;
      }
    },
    done: options.done,
  });
}

const bodyOf = (step: OpenStep, model: StepModel): DecideBody => ({
  run_id: step.run_id,
  outcome: step.needs_vote ? "" : model.outcome,
  note: model.note.trim(),
  values: Object.fromEntries(step.fields.map((field) => [field.key, sent(model[pathOf(field)])])),
  documents: Object.entries(model.files).flatMap(([key, files]) => files.map((file) => ({ file_id: file.id, title: file.file_name, key }))),
  vote: step.needs_vote ? numbers(model) : null,
});

function sent(value: unknown): string | number | boolean | null {
  if (value === "" || value === null || value === undefined) return null;
  return typeof value === "boolean" || typeof value === "number" ? value : String(value).trim();
}

const numbers = (model: StepModel) => {
  const of = (key: string): number => Number(model[`vote.${key}`]) || 0;
  return { due: of("due"), present: of("present"), agree: of("agree"), against: of("against"), abstain: of("abstain"), reference: String(model[VOTE_RECORD] ?? "") };
};
