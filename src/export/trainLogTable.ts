import Papa from "papaparse";
import { FormatError } from "../formats/formatError";
import { asJsonObject, checkJson, type JsonObject, parseJson } from "../formats/json";
import type { TrainLog } from "../train/trainLog";
import type { WeightDelta } from "../train/weightDelta";
import { toLine } from "./csvLine";
import type { Manifest } from "./manifest";
import { headOfLog, type ImportedTrainLog, MAX_LOG_BYTES, readTrainLog } from "./trainLogFile";

type Base = WeightDelta["base"];

const NUMBERS = ["step", "tokens", "loss_nats", "learning_rate", "grad_norm"] as const;
const VALIDATION = "validation_";
const RUN = "run";
const HEAD_BYTES = 256;

/**
 * A run's log as CSV (RFC 4180), a line an update: `step`, `tokens`, `loss_nats`, `learning_rate`, `grad_norm`, then
 * `validation_{language}` of each validated language, filled where there was a validation after that update; step 0 is the base.
 * The last column, `run`, holds in the first line what the JSON log says of the run, its base's hash included.
 */
export function exportTrainLogTable(log: TrainLog, base: Base, manifest: Manifest): Blob {
  const { steps, validations } = log;
  const head = headOfLog(log, base, manifest);
  checkJson(head, "log");
  const languages = [...new Set(validations.flatMap(({ lossNats }) => Object.keys(lossNats)))];
  const lines = [toLine([...NUMBERS, ...languages.map((language) => VALIDATION + language), RUN])];
  const ofStep = new Map(steps.map((record) => [record.step, record]));
  const validated = new Map(validations.map((record) => [record.step, record]));
  const all = [...new Set([...ofStep.keys(), ...validated.keys()])].sort((a, b) => a - b);
  for (const [i, step] of all.entries()) {
    const update = ofStep.get(step);
    const validation = validated.get(step);
    const numbers = [update?.lossNats, update?.learningRate, update?.gradNorm].map(toCell);
    const losses = languages.map((language) => toCell(validation?.lossNats[language]));
    const run = i === 0 ? JSON.stringify(head) : "";
    lines.push(toLine([String(step), String(update?.tokens ?? validation?.tokens), ...numbers, ...losses, run]));
  }
  return new Blob(lines, { type: "text/csv" });
}

/** With all digits: the log reads back as it was. */
const toCell = (value: number | undefined): string => (value === undefined ? "" : String(value));

/** Whether a file is such a table, by its first line. */
export const isTrainLogTable = async (file: Blob): Promise<boolean> =>
  (await file.slice(0, HEAD_BYTES).text()).startsWith(`${NUMBERS.join(",")},`);

/** Reads such a table, of a run on the open model and on no other. Throws a FormatError that says where it is wrong. */
export async function importTrainLogTable(file: Blob, open: Base): Promise<ImportedTrainLog> {
  if (file.size > MAX_LOG_BYTES)
    throw new FormatError(`a log of ${file.size} bytes; ${MAX_LOG_BYTES} at most are read`);
  const [header = [], ...lines] = Papa.parse<string[]>(await file.text(), { skipEmptyLines: true }).data;
  const run = lines[0]?.[header.indexOf(RUN)];
  if (!run) throw new FormatError(`the log does not say what it is of: column "${RUN}" is missing, or its first line`);
  const rows = lines.map((cells) => new Map(header.map((name, i) => [name, cells[i] ?? ""])));
  const head = asJsonObject(parseJson(run, `column "${RUN}"`), `column "${RUN}"`);
  return readTrainLog({ ...head, steps: rows.flatMap(toStep), validations: rows.flatMap(toValidation) }, open);
}

type Row = ReadonlyMap<string, string>;

/** A number as the table has it; what is none stays a text, which is refused where it is read. */
const toValue = (cell: string | undefined): number | string =>
  cell !== undefined && cell.trim() !== "" && Number.isFinite(Number(cell)) ? Number(cell) : `${cell}`;

function toStep(row: Row): JsonObject[] {
  return row.get("loss_nats") ? [Object.fromEntries(NUMBERS.map((name) => [name, toValue(row.get(name))]))] : [];
}

function toValidation(row: Row): JsonObject[] {
  const losses = [...row].filter(([name, cell]) => name.startsWith(VALIDATION) && cell !== "");
  if (losses.length === 0) return [];
  const loss_nats = Object.fromEntries(losses.map(([name, cell]) => [name.slice(VALIDATION.length), toValue(cell)]));
  return [{ step: toValue(row.get("step")), tokens: toValue(row.get("tokens")), loss_nats }];
}
