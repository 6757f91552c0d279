import { importDelta } from "../export/importDelta";
import type { Manifest } from "../export/manifest";
import type { JsonObject } from "../formats/json";
import type { Gpu } from "../gpu/device";
import { hashModel } from "../model/modelHash";
import { tuningOfDelta } from "../train/tuningOfDelta";
import type { WeightDelta } from "../train/weightDelta";
import type { Decoder, ForwardOptions } from "../transformer/decoder";
import { activationBytes, fitDecoder } from "../transformer/decoderMemory";
import { weightBytes } from "../transformer/weightBytes";
import type { CommandContext } from "./command";
import type { Options, Values } from "./commandLine";
import { UsageError } from "./exitCodes";
import { folderFiles } from "./folderFiles";
import { adapterLimits, checkFit } from "./memory";
import { DEVICE_OPTIONS, MODEL_OPTIONS } from "./modelOptions";
import { openEngine, openGpu } from "./openEngine";
import type { CliModel } from "./openModel";

/** How commands that evaluate name what they evaluate. */
export const SUBJECT_OPTIONS = {
  ...MODEL_OPTIONS,
  delta: {
    kind: "list",
    value: "PATHS",
    help: "what runs changed (delta.safetensors, or an adapter made here), separated by commas; each is evaluated beside the base",
  },
  ...DEVICE_OPTIONS,
} as const satisfies Options;

/** The base, or it with what one run changed. */
export interface CliSubject {
  /** "base", or the delta's path as it was given. */
  readonly name: string;
  /** Null of the base. */
  readonly delta: WeightDelta | null;
  /** Of the run that left the delta, where it is told. */
  readonly manifest: Manifest | null;
  /** All that tells these weights from others: hash and dtype of the base, sha256 of the delta. */
  readonly weights: JsonObject;
}

/** A model on the GPU with all that is evaluated of it. */
export interface CliSubjects {
  readonly model: CliModel;
  readonly gpu: Gpu;
  readonly decoder: Decoder;
  /** The base, then each delta in the order given. */
  readonly subjects: readonly [CliSubject, ...CliSubject[]];
  /** Runs `work` with the subject's changes on the GPU; they are freed when it has settled. The base has no tuning. */
  withTuning<T>(subject: CliSubject, work: (tuning: ForwardOptions["tuning"]) => Promise<T>): Promise<T>;
  /** Frees all of it. */
  destroy(): void;
}

async function readSubject(path: string, { base }: CliModel, context: CommandContext): Promise<CliSubject> {
  const files = await folderFiles(path, "--delta");
  const { delta, manifest, warnings } = await importDelta(files, base);
  for (const warning of warnings) context.progress.say(`${path}: ${warning}`);
  // Its place on disk says nothing of what it is.
  const contents = files.map(({ name, blob }) => ({ path: name.slice(name.lastIndexOf("/") + 1), blob }));
  const sha256 = await hashModel(contents, { signal: context.signal });
  return {
    name: path,
    delta,
    manifest: manifest ?? null,
    weights: { hash: base.hash, dtype: base.dtype, delta: sha256 },
  };
}

/** Refuses what the GPU surely does not hold, before any weight is read. */
function checkMemory(
  { source, config, weightFormat }: CliModel,
  gpu: Gpu,
  tokensAtOnce: number,
  context: CommandContext,
) {
  const { total, row } = weightBytes(source.tensors, config, weightFormat);
  const activations = activationBytes(config, tokensAtOnce, { kind: "score" });
  checkFit(fitDecoder({ weights: total, activations, row }, adapterLimits(gpu)), context);
}

/** Reads the deltas that the options name. Each fits the model, or an error says what it was made on. */
export async function readSubjects(
  paths: readonly string[],
  model: CliModel,
  context: CommandContext,
): Promise<CliSubjects["subjects"]> {
  const { hash, dtype } = model.base;
  const base: CliSubject = { name: "base", delta: null, manifest: null, weights: { hash, dtype, delta: null } };
  const twice = paths.find((path, i) => paths.indexOf(path) !== i);
  if (twice !== undefined) throw new UsageError(`--delta names ${twice} twice`);
  const tuned: CliSubject[] = [];
  for (const path of paths) tuned.push(await readSubject(path, model, context));
  return [base, ...tuned];
}

/**
 * Opens a model that was read, with the deltas, in our decoder on the GPU.
 * @param tokensAtOnce the most rows of one call on a device, by which memory is judged
 */
export async function loadSubjects(
  model: CliModel,
  { delta = [], software }: Pick<Values<typeof SUBJECT_OPTIONS>, "delta" | "software">,
  tokensAtOnce: (gpu: Gpu) => number,
  context: CommandContext,
): Promise<CliSubjects> {
  const subjects = await readSubjects(delta, model, context);
  const gpu = await openGpu(software, context);
  checkMemory(model, gpu, tokensAtOnce(gpu), context);
  const decoder = await openEngine(model, gpu, context);
  return {
    ...{ model, gpu, decoder, subjects },
    async withTuning(subject, work) {
      const applied = subject.delta && (await tuningOfDelta(subject.delta, model.values, gpu.device));
      try {
        return await work(applied?.tuning);
      } finally {
        applied?.destroy();
      }
    },
    destroy: () => gpu.device.destroy(),
  };
}
