import type { MaskFormat } from "../export/maskFiles";
import { isTextFile } from "./textFile";

/** A dropped file, as far as recognition needs it. */
export interface SeenFile {
  /** With the folders it came in, as `babel-7m/onnx/model_q4.onnx`. */
  readonly path: string;
  readonly bytes: number;
  /** Beginning of a `.json` or a `.csv`, header of a `.safetensors`; else empty. */
  readonly head: string;
}

/** What a drop looks like. One drop may hold several things, each by itself. */
export type Recognised =
  | { readonly kind: "model"; readonly name: string; readonly paths: readonly string[]; readonly bytes: number }
  | { readonly kind: "corpus"; readonly paths: readonly string[]; readonly bytes: number }
  | { readonly kind: "mask"; readonly format: MaskFormat; readonly paths: readonly [string] }
  | { readonly kind: "stats"; readonly paths: readonly [string] }
  /** What a run of fine-tuning left: a delta, an adapter in its archive or as files, and the run's log. */
  | { readonly kind: "run"; readonly paths: readonly string[] }
  /** Rows to ask of a model: a JSON list. As other files that hold text, those of rows are text. */
  | { readonly kind: "tasks"; readonly paths: readonly string[] }
  | { readonly kind: "unknown"; readonly paths: readonly string[]; readonly reason: string };

export const MASK_ENDINGS = ".pt,.pth,.safetensors,.json";
export const RUN_ENDINGS = ".safetensors,.zip,.json,.csv";

/** Files that systems leave in folders. */
const isNoise = (path: string): boolean =>
  path.split("/").some((part) => part.startsWith(".") || part === "__MACOSX" || part === "Thumbs.db");

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const isModelFile = (path: string): boolean => nameOf(path) === "config.json" || path.endsWith(".onnx");

/** Folders of models, outermost first: where a config.json lies, or an .onnx file (the parent of a folder `onnx/`). */
function modelRoots(files: readonly SeenFile[]): string[] {
  const folders = files
    .filter(({ path }) => isModelFile(path))
    .map(({ path }) => folderOf(path).replace(/(^|\/)onnx\/$/, "$1"));
  const sorted = [...new Set(folders)].sort((a, b) => a.length - b.length);
  return sorted.filter((root, i) => !sorted.slice(0, i).some((outer) => root.startsWith(outer)));
}

const sumBytes = (files: readonly SeenFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

function recogniseModel(root: string, files: readonly SeenFile[]): Recognised {
  // Loose files have no folder to be named after.
  const name = root === "" ? "model" : nameOf(root.slice(0, -1));
  return { kind: "model", name, paths: files.map(({ path }) => path), bytes: sumBytes(files) };
}

/** The log of a run as a table: text by its ending, but none to read. */
const isLogTable = ({ path, head }: SeenFile): boolean =>
  /\.csv$/i.test(path) && head.startsWith("step,tokens,loss_nats,learning_rate,grad_norm,");
const isText = (file: SeenFile): boolean => isTextFile(file.path) && !isLogTable(file);

/** A file that is neither text nor of a model: a mask, counts, or unknown. */
function recogniseOne(file: SeenFile): Recognised {
  const { path, head } = file;
  const paths = [path] as const;
  if (/\.(pt|pth)$/i.test(path)) return { kind: "mask", format: "pt", paths };
  if (/\.json$/i.test(path)) {
    if (/"format"\s*:\s*"babelscope-mask"/.test(head)) return { kind: "mask", format: "json", paths };
    if (/"format"\s*:\s*"babelscope-train-log"/.test(head)) return { kind: "run", paths };
    if (/^\s*\[\s*\{/.test(head)) return { kind: "tasks", paths };
    return { kind: "unknown", paths, reason: "JSON without the mark of a mask or a log of this page" };
  }
  if (isLogTable(file)) return { kind: "run", paths };
  if (/\.safetensors$/i.test(path)) {
    if (/"over_zero"\s*:/.test(head)) return { kind: "stats", paths };
    if (/"format"\s*:\s*"babelscope-delta"/.test(head)) return { kind: "run", paths };
    if (/"[^"\\]+\.\d+"\s*:\s*\{\s*"dtype"\s*:\s*"I64"/.test(head))
      return { kind: "mask", format: "safetensors", paths };
    const reason = "neither a mask nor activation stats; for a model drop its whole folder, with config.json";
    return { kind: "unknown", paths, reason };
  }
  return { kind: "unknown", paths, reason: "an ending that this page does not read" };
}

const ADAPTER_FILES = ["adapter_config.json", "adapter_model.safetensors"];
const ADAPTER_ARCHIVE = /\.peft\.zip$/i;

/** Adapters, each in its archive or with both of its files in one folder. */
function recogniseAdapters(files: readonly SeenFile[]): Extract<Recognised, { kind: "run" }>[] {
  const archives = files.filter(({ path }) => ADAPTER_ARCHIVE.test(path)).map(({ path }) => [path]);
  const folders = [...new Set(files.map(({ path }) => folderOf(path)))];
  const loose = folders
    .map((folder) => ADAPTER_FILES.map((name) => folder + name))
    .filter((paths) => paths.every((path) => files.some((file) => file.path === path)));
  return [...archives, ...loose].map((paths) => ({ kind: "run", paths }));
}

/** The name that the files of one run share. */
const runStem = ({ paths }: Recognised): string =>
  paths[0]!.replace(/((train-)?log\.(json|csv)|delta\.safetensors|peft\.zip)$/i, "");

/** Puts each log beside the weights of its run, where both were dropped. */
function joinLogs(found: readonly Recognised[]): Recognised[] {
  const isLog = ({ kind, paths }: Recognised): boolean =>
    kind === "run" && paths.length === 1 && /\.(json|csv)$/i.test(paths[0]!);
  const logs = new Map(found.filter(isLog).map((log) => [runStem(log), log]));
  const others = found.filter((one) => !isLog(one));
  const joined = others.map((one): Recognised => {
    const log = one.kind === "run" ? logs.get(runStem(one)) : undefined;
    if (!log) return one;
    logs.delete(runStem(log));
    return { kind: "run", paths: [...one.paths, ...log.paths] };
  });
  return [...joined, ...logs.values()];
}

/** Joins unknown files of one reason, so that a folder of pictures is one line. */
function joinUnknown(found: readonly Recognised[]): Recognised[] {
  const reasons = new Map<string, string[]>();
  for (const one of found) {
    if (one.kind === "unknown") reasons.set(one.reason, [...(reasons.get(one.reason) ?? []), ...one.paths]);
  }
  const known = found.filter(({ kind }) => kind !== "unknown");
  return [...known, ...[...reasons].map(([reason, paths]) => ({ kind: "unknown", paths, reason }) as const)];
}

/** Joins the files of tasks: they are taken together. */
function joinTasks(found: readonly Recognised[]): Recognised[] {
  const paths = found.flatMap((one) => (one.kind === "tasks" ? one.paths : []));
  const others = found.filter(({ kind }) => kind !== "tasks");
  return paths.length > 0 ? [...others, { kind: "tasks", paths }] : others;
}

/** Says what was dropped, models first. Everything inside a model's folder belongs to the model. */
export function recognise(dropped: readonly SeenFile[]): Recognised[] {
  const files = dropped.filter(({ path }) => !isNoise(path));
  const roots = modelRoots(files);
  const models = roots.map((root) =>
    recogniseModel(
      root,
      files.filter(({ path }) => path.startsWith(root)),
    ),
  );
  const outside = files.filter(({ path }) => !roots.some((root) => path.startsWith(root)));
  const adapters = recogniseAdapters(outside);
  const rest = outside.filter(({ path }) => !adapters.some(({ paths }) => paths.includes(path)));
  const texts = rest.filter(isText);
  const corpus: Recognised[] =
    texts.length > 0 ? [{ kind: "corpus", paths: texts.map(({ path }) => path), bytes: sumBytes(texts) }] : [];
  const others = rest.filter((file) => !isText(file)).map(recogniseOne);
  return [...models, ...corpus, ...joinTasks(joinLogs([...adapters, ...joinUnknown(others)]))];
}
