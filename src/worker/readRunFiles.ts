import type { BaseModel } from "../export/baseModel";
import { importDelta, type NamedFile } from "../export/importDelta";
import type { Manifest } from "../export/manifest";
import { type ImportedTrainLog, importTrainLog, isTrainLog } from "../export/trainLogFile";
import { importTrainLogTable, isTrainLogTable } from "../export/trainLogTable";
import { FormatError } from "../formats/formatError";
import type { TrainLog } from "../train/trainLog";
import type { ModuleDelta, WeightDelta } from "../train/weightDelta";

/** What the files of one run held: its log, its changes, or both. */
export interface RunFiles {
  readonly log: TrainLog | null;
  readonly delta: WeightDelta | null;
  readonly base: WeightDelta["base"];
  readonly method: WeightDelta["method"];
  readonly trainableParameters: number;
  readonly manifest: Manifest | undefined;
  readonly warnings: readonly string[];
}

/** Values that a module's change is made of. */
function sizeOf(change: ModuleDelta): number {
  if (change.kind === "lora") return change.a.length + change.b.length;
  return "scale" in change ? change.scale.length : change.delta.length;
}

const sizeOfDelta = ({ modules }: WeightDelta): number => modules.reduce((sum, change) => sum + sizeOf(change), 0);

/** Throws where a log and changes cannot be of one run. */
function checkOneRun({ config, trainableParameters }: TrainLog, delta: WeightDelta): void {
  const size = sizeOfDelta(delta);
  if (config.method === delta.method && trainableParameters === size) return;
  throw new FormatError(
    `the log is of ${config.method} with ${trainableParameters} parameters, the weights are of ${delta.method} with ${size}: choose the files of one run`,
  );
}

/** The log in a file, JSON or CSV; null where it holds none. */
async function readLog(file: Blob, base: BaseModel): Promise<ImportedTrainLog | null> {
  if (await isTrainLog(file)) return importTrainLog(file, base);
  return (await isTrainLogTable(file)) ? importTrainLogTable(file, base) : null;
}

/**
 * Reads what a run left, onto the base it was made on and no other: its log, its changes (a delta or an adapter), or both.
 * Throws a FormatError that says where a file is wrong.
 */
export async function readRunFiles(files: readonly NamedFile[], base: BaseModel): Promise<RunFiles> {
  const read = await Promise.all(files.map(({ blob }) => readLog(blob, base)));
  const logs = files.filter((_, i) => read[i] !== null);
  const changes = files.filter((_, i) => read[i] === null);
  if (logs.length > 1) throw new FormatError(`${logs.map(({ name }) => name).join(" and ")} are two logs: choose one`);
  const logged = read.find((one) => one !== null) ?? null;
  if (logged && changes.length === 0) {
    const { log, manifest, warnings } = logged;
    const { config, trainableParameters } = log;
    return { log, delta: null, base: logged.base, method: config.method, trainableParameters, manifest, warnings };
  }
  const { delta, manifest, warnings } = await importDelta(changes, base);
  if (logged) checkOneRun(logged.log, delta);
  return {
    log: logged?.log ?? null,
    delta,
    base: delta.base,
    method: delta.method,
    trainableParameters: sizeOfDelta(delta),
    manifest: manifest ?? logged?.manifest,
    warnings: [...(logged?.warnings ?? []), ...warnings],
  };
}
