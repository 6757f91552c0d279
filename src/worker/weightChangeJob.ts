import { weightChange as measureChange } from "../evaluate/weightChange";
import type { WeightSource } from "../model/weightSource";
import type { DecoderConfig } from "../transformer/decoderConfig";
import { decoderOf } from "./decoderOf";
import { measureOnce } from "./evaluationJobs";
import type { Handler } from "./handler";
import { NO_MODEL } from "./missing";
import type { OpenModel } from "./openModel";
import { baseIdentity, baseValues, checkBase } from "./runBase";
import { deltaOf } from "./runDelta";
import { findRun } from "./runJobs";
import { need, workbench } from "./workbench";

const DEFAULT_SEED = 1;
const DEFAULT_SAMPLES = 400;

/** The files of the open model as a run's base; no GPU is asked for. */
async function openBase(model: OpenModel): Promise<{ config: DecoderConfig; source: WeightSource }> {
  const decoder = await decoderOf(model);
  if (decoder.refusal !== null) throw new Error(decoder.refusal);
  return decoder;
}

/** How a run changed its weights. */
export const weightChange: Handler<"weightChange"> = async (request, { signal, onProgress }) => {
  const { run: id, seed = DEFAULT_SEED, samples = DEFAULT_SAMPLES } = request;
  if (!Number.isSafeInteger(samples) || samples < 1) throw new RangeError(`samples is ${samples}: an integer from 1`);
  const model = need(workbench.model, NO_MODEL);
  const kept = await findRun(id);
  const { config, source } = await openBase(model);
  const identity = baseIdentity(model, source, kept.weightFormat);
  checkBase(kept, identity);
  const asked = { kind: "weightChange", settings: { seed, samples }, label: "trained weights" } as const;
  return measureOnce(asked, { base: identity, kept, model, gpu: null }, async (parts) => {
    const delta = await deltaOf(kept, config, source);
    const input = { delta, base: baseValues(source, kept.weightFormat), nLayers: config.nLayers };
    return measureChange(
      input,
      { seed, samples },
      {
        signal,
        parts,
        onProgress: ({ tensor, done, total }) => onProgress({ step: "measuring", says: tensor, done, total }),
      },
    );
  });
};
