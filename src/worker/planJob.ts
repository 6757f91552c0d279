import { weightFormatProblem } from "../transformer/weightFormat";
import { type DecoderAnswer, decoderOf } from "./decoderOf";
import { environment } from "./environmentJob";
import { planRun } from "./finetunePlan";
import type { FinetunePlan, FinetuneSettings } from "./finetunePlanProtocol";
import { type FinetuneTarget, findTarget, tokensOfTarget } from "./finetuneTarget";
import type { Handler } from "./handler";
import { memoryFor, NO_MEMORY } from "./methodMemory";
import { NO_MODEL } from "./missing";
import type { Environment } from "./modelProtocol";
import type { OpenModel } from "./openModel";
import { need, workbench } from "./workbench";

let adapter: Promise<Environment["adapter"]> | undefined;

/** The adapter's limits, asked for once: a plan is made at every change of a setting. */
function adapterLimits(): Promise<Environment["adapter"]> {
  const { signal } = new AbortController();
  adapter ??= Promise.resolve(environment({}, { signal, onProgress: () => undefined })).then((here) => here.adapter);
  return adapter;
}

/** The plan of the settings as things stand, and what it was made from. */
export async function planNow(
  settings: FinetuneSettings,
  model: OpenModel,
  signal: AbortSignal,
): Promise<{ plan: FinetunePlan; decoder: DecoderAnswer; target: FinetuneTarget }> {
  const decoder = await decoderOf(model);
  const target = findTarget(settings, model.info);
  const tokens = await tokensOfTarget(target, model, signal);
  const { weightFormat = "as stored" } = settings;
  // The plan says what is wrong with a format that there is not: nothing can be weighed in it.
  const isFormat = weightFormatProblem(weightFormat) === null;
  const memoryOf = isFormat ? memoryFor(decoder, weightFormat, await adapterLimits()) : () => NO_MEMORY;
  const plan = planRun({ settings, model, decoder, target, tokens, memoryOf });
  return { plan, decoder, target };
}

export const planFinetune: Handler<"planFinetune"> = async (settings, { signal }) =>
  (await planNow(settings, need(workbench.model, NO_MODEL), signal)).plan;
