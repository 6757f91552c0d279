import { FormatError } from "../formats/formatError";
import {
  asJsonCount,
  asJsonList,
  asJsonNumber,
  asJsonObject,
  asJsonText,
  checkJson,
  type JsonObject,
  type JsonValue,
  parseJson,
} from "../formats/json";
import { checkFinetuneConfig } from "../train/checkFinetuneConfig";
import type { StepRecord, TrainLog, ValidationRecord } from "../train/trainLog";
import type { WeightDelta } from "../train/weightDelta";
import { requireBase } from "./baseModel";
import type { Manifest } from "./manifest";
import { readManifest } from "./readManifest";
import { camelKeys, snakeKeys } from "./snakeKeys";

const FORMAT = "babelscope-train-log";
/** A file's mark stands in its head. */
const HEAD_BYTES = 65_536;
const MARK = new RegExp(`"format"\\s*:\\s*"${FORMAT}"`);
/** A million steps take half of it. */
export const MAX_LOG_BYTES = 512 * 2 ** 20;

type Base = WeightDelta["base"];

/** All that a log says beside its steps and validations, fields in snake_case. */
export function headOfLog(log: TrainLog, { name, hash, dtype }: Base, manifest: Manifest): JsonObject {
  const { config, language, trainableParameters, bestStep, seconds, stopped } = log;
  return {
    format: FORMAT,
    version: 1,
    base: { name, hash, dtype },
    language,
    trainable_parameters: trainableParameters,
    best_step: bestStep,
    seconds,
    stopped,
    config: snakeKeys({ ...config, schedule: { ...config.schedule }, lora: { ...config.lora } }),
    provenance: manifest,
  };
}

/** A run's log as JSON, fields in snake_case; losses in nats. Throws a RangeError that names a number that JSON cannot hold. */
export function exportTrainLog(log: TrainLog, base: Base, manifest: Manifest): Blob {
  const { steps, validations } = log;
  const value: JsonObject = {
    ...headOfLog(log, base, manifest),
    steps: steps.map((step) => snakeKeys({ ...step })),
    validations: validations.map(({ step, tokens, lossNats }) => ({ step, tokens, loss_nats: { ...lossNats } })),
  };
  checkJson(value, "log");
  return new Blob([`${JSON.stringify(value)}\n`], { type: "application/json" });
}

/** Whether a file says that it is such a log. */
export const isTrainLog = async (file: Blob): Promise<boolean> => MARK.test(await file.slice(0, HEAD_BYTES).text());

/** A log that was read back. */
export interface ImportedTrainLog {
  readonly log: TrainLog;
  readonly base: Base;
  readonly manifest?: Manifest;
  readonly warnings: readonly string[];
}

/** Reads such a file, of a run on the open model and on no other. Throws a FormatError that says where it is wrong. */
export async function importTrainLog(file: Blob, open: Base): Promise<ImportedTrainLog> {
  if (file.size > MAX_LOG_BYTES)
    throw new FormatError(`a log of ${file.size} bytes; ${MAX_LOG_BYTES} at most are read`);
  return readTrainLog(asJsonObject(parseJson(await file.text(), "the log"), "the log"), open);
}

/** The same of the file's content. */
export function readTrainLog(value: JsonObject, open: Base): ImportedTrainLog {
  if (value.format !== FORMAT || value.version !== 1) {
    const [format, version] = [value.format, value.version].map((field) => JSON.stringify(field) ?? "missing");
    throw new FormatError(`the log is of format ${format}, version ${version}; read is "${FORMAT}", version 1`);
  }
  const said = asJsonObject(value.base, "base");
  const named = {
    name: asJsonText(said.name, "base.name"),
    hash: asJsonText(said.hash, "base.hash"),
    dtype: asJsonText(said.dtype, "base.dtype"),
  };
  const base = requireBase(named, open, "the run of this log");
  const warnings: string[] = [];
  const manifest = readManifest(value.provenance, warnings);
  return { log: readLog(value), base, ...(manifest ? { manifest } : {}), warnings };
}

function readLog(value: JsonObject): TrainLog {
  const stopped = value.stopped;
  if (stopped !== "finished" && stopped !== "early" && stopped !== "paused") {
    throw new FormatError(`stopped is ${JSON.stringify(stopped) ?? "missing"}, not finished, early or paused`);
  }
  return {
    config: readConfig(value.config),
    language: asJsonText(value.language, "language"),
    trainableParameters: asJsonCount(value.trainable_parameters, "trainable_parameters"),
    bestStep: value.best_step === null ? null : asJsonCount(value.best_step, "best_step"),
    seconds: asJsonNumber(value.seconds, "seconds"),
    stopped,
    steps: asJsonList(value.steps, "steps").map((step, i) => readStep(step, i)),
    validations: asJsonList(value.validations, "validations").map((record, i) => readValidation(record, i)),
  };
}

function readConfig(value: JsonValue | undefined): TrainLog["config"] {
  const config: unknown = camelKeys(asJsonObject(value, "config"));
  try {
    checkFinetuneConfig(config);
  } catch (error) {
    throw new FormatError(`config: ${error instanceof Error ? error.message : String(error)}`);
  }
  return config;
}

function readStep(value: JsonValue, i: number): StepRecord {
  const what = `steps[${i}]`;
  const record = asJsonObject(value, what);
  const step = asJsonCount(record.step, `${what}.step`);
  if (step !== i + 1) throw new FormatError(`${what}.step is ${step}: steps are numbered from 1, none left out`);
  const number = (name: string): number => asJsonNumber(record[name], `${what}.${name}`);
  return {
    step,
    lossNats: number("loss_nats"),
    learningRate: number("learning_rate"),
    gradNorm: number("grad_norm"),
    tokens: asJsonCount(record.tokens, `${what}.tokens`),
  };
}

function readValidation(value: JsonValue, i: number): ValidationRecord {
  const what = `validations[${i}]`;
  const record = asJsonObject(value, what);
  const losses = Object.entries(asJsonObject(record.loss_nats, `${what}.loss_nats`));
  return {
    step: asJsonCount(record.step, `${what}.step`),
    tokens: asJsonCount(record.tokens, `${what}.tokens`),
    lossNats: Object.fromEntries(losses.map(([name, loss]) => [name, asJsonNumber(loss, `${what}.loss_nats.${name}`)])),
  };
}
