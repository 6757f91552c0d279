import { exportDelta } from "../export/deltaFile";
import { importDelta } from "../export/importDelta";
import type { WeightSource } from "../model/weightSource";
import type { BaseValues } from "../train/baseValues";
import { savedValues } from "../train/parameterValues";
import { savedRun } from "../train/savedRun";
import { toWeightDelta } from "../train/toWeightDelta";
import { planTuning } from "../train/trainables";
import type { WeightDelta } from "../train/weightDelta";
import type { DecoderConfig } from "../transformer/decoderConfig";
import { baseValues } from "./runBase";
import { type KeptRun, runKey } from "./runStore";
import { openStore } from "./storage";

/** A delta of more lies in its checkpoint, in pieces. */
const MAX_FILE_BYTES = 2 ** 30;

async function fromCheckpoint(
  { run, neurons }: KeptRun,
  decoder: DecoderConfig,
  base: BaseValues,
): Promise<WeightDelta> {
  const checkpoint = savedRun(await openStore(), runKey(run.id, "checkpoint"));
  const plan = planTuning(decoder, run.config!, neurons);
  return toWeightDelta(plan, savedValues(checkpoint), base, run.model);
}

/** What a run changed: of its best validation, or of its last step. `source` and `decoder` are those of its base. */
export async function deltaOf(kept: KeptRun, decoder: DecoderConfig, source: WeightSource): Promise<WeightDelta> {
  const { run, weightFormat } = kept;
  if (!run.hasDelta) {
    const isImported = run.origin === "imported";
    throw new Error(
      `${run.name} has no weights: ${isImported ? "its log was imported alone" : "they are kept when it pauses or ends"}`,
    );
  }
  const bytes = await (await openStore()).read(runKey(run.id, "delta"));
  if (!bytes) return fromCheckpoint(kept, decoder, baseValues(source, weightFormat));
  const files = [{ name: `${run.id}.safetensors`, blob: new Blob([bytes]) }];
  return (await importDelta(files, { ...run.model, tensors: source.tensors })).delta;
}

/** Puts the delta of a run that is done in the place of its checkpoint, which takes four times as much. */
export async function keepDelta(kept: KeptRun, decoder: DecoderConfig, base: BaseValues): Promise<void> {
  if (4 * kept.run.trainableParameters > MAX_FILE_BYTES) return;
  const store = await openStore();
  const blob = exportDelta(await fromCheckpoint(kept, decoder, base), kept.manifest);
  await store.write(runKey(kept.run.id, "delta"), new Uint8Array(await blob.arrayBuffer()));
  for (const key of await store.list(`${runKey(kept.run.id, "checkpoint")}/`)) await store.remove(key);
}
