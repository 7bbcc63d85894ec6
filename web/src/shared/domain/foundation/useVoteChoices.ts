import { useQuery } from "@tanstack/vue-query";
import { voteChoices, type OpenStep } from "./process";

/** The votes of meetings that a step can be decided by; asked for only where a record is the evidence. */
export const useVoteChoices = (caseId: string, step: OpenStep) =>
  useQuery({ queryKey: ["foundation", "case", caseId, "votes", step.run_id], queryFn: () => voteChoices(caseId, step.run_id), enabled: step.vote_evidence !== "" });
