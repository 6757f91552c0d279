import { type SteerStep, steeringInterventions } from "../evaluate/steering";
import type { Intervention } from "../transformer/interventions";
import type { WeightFormat } from "../transformer/weightFormat";
import type { GenerateRequest, GenerateSubject } from "./generationProtocol";
import { findRun } from "./runJobs";
import { need, workbench } from "./workbench";

const NO_NEURONS = "there are no neurons to steer: select some, or import a mask";

/** The open selection's neurons, with the means they were counted with. */
function interventionsOf(steps: readonly SteerStep[] = []) {
  if (steps.length === 0) return [];
  const selection = need(workbench.selection, NO_NEURONS);
  const stats = selection.from === "lape" ? selection.data.stats : (workbench.counts?.stats ?? null);
  return steeringInterventions(steps, { mask: selection.mask, stats });
}

/** A subject with what is done to its neurons. */
export interface PreparedSubject {
  readonly subject: GenerateSubject;
  readonly index: number;
  readonly interventions: readonly Intervention[];
}

/** All subjects before the first of them writes: what one lacks is said at once, not behind the others' texts. */
export async function prepareSubjects({ subjects, weightFormat }: GenerateRequest): Promise<{
  readonly prepared: readonly PreparedSubject[];
  readonly weightFormat: WeightFormat | undefined;
}> {
  if (subjects.length === 0) throw new RangeError("name at least one model to generate with");
  const prepared = subjects.map((subject, index) => ({
    subject,
    index,
    interventions: interventionsOf(subject.steer),
  }));
  const formats: WeightFormat[] = [];
  for (const { run } of subjects) if (run !== undefined) formats.push((await findRun(run)).weightFormat);
  return { prepared, weightFormat: formats[0] ?? weightFormat };
}
