import { FormatError } from "../formats/formatError";
import {
  asJsonCount,
  asJsonNumber,
  asJsonObject,
  asJsonStrings,
  asJsonText,
  type JsonObject,
  type JsonValue,
  parseJson,
} from "../formats/json";
import { openSafetensors, readTensor, type Safetensors, type TensorView } from "../formats/safetensors";
import type { ModuleDelta } from "../train/weightDelta";
import { CONFIG_FILE, patternKey } from "./adapterConfig";
import { PREFIX } from "./adapterFiles";
import { type BaseModel, baseOfMetadata, requireBase } from "./baseModel";
import { checkDelta } from "./checkDelta";
import type { ImportedDelta } from "./deltaFile";
import { sparseOf } from "./loraFactors";
import { asMethod } from "./methodOfFile";
import { readManifest } from "./readManifest";

/** Ten times the configuration of a model of a thousand modules. */
const MAX_CONFIG_BYTES = 16 * 2 ** 20;

/** Reads an adapter made here, onto the base it was made on and no other. Throws a FormatError that says where it is wrong. */
export async function readAdapter(config: Blob, tensors: Blob, base: BaseModel): Promise<ImportedDelta> {
  if (config.size > MAX_CONFIG_BYTES) throw new FormatError(`${CONFIG_FILE} has ${config.size} bytes`);
  const settings = asJsonObject(parseJson(await config.text(), CONFIG_FILE), CONFIG_FILE);
  const file = await openSafetensors(tensors);
  const said = requireBase(baseOfMetadata(file.metadata, "the adapter"), base, "the adapter");
  const warnings: string[] = [];
  const manifest = readManifest(file.metadata.get("manifest"), warnings);
  const method = asMethod(file.metadata.get("method"), "the adapter's method");

  const type = asJsonText(settings.peft_type, `${CONFIG_FILE}: peft_type`);
  if (type !== "LORA" && type !== "IA3")
    throw new FormatError(`${CONFIG_FILE}: an adapter of type ${type} is not known`);
  const read = type === "IA3" ? readScale : readFactors;
  const isSparse = method === "subnetwork" || method === "random";
  refuseOthers(settings);
  const modules: ModuleDelta[] = [];
  const parts = partsByModule(file, type === "IA3" ? ["ia3_l"] : ["lora_A.weight", "lora_B.weight"]);
  for (const [module, tensorsOfModule] of parts) {
    const change = await read(module, tensorsOfModule, settings, matrixShape(base, module));
    modules.push(isSparse && change.kind === "lora" ? sparseOf(change) : change);
  }
  checkTargets(settings, [...parts.keys()]);
  return {
    delta: checkDelta({ method, modules, base: said }, base),
    ...(manifest ? { manifest } : {}),
    warnings,
  };
}

/** Settings under which the same tensors would mean something else. */
function refuseOthers(config: JsonObject): void {
  const plain: Readonly<Record<string, readonly (JsonValue | undefined)[]>> = {
    bias: ["none", undefined],
    fan_in_fan_out: [false, undefined],
    modules_to_save: [null, undefined],
    use_dora: [false, undefined],
    use_rslora: [false, undefined],
  };
  for (const [name, allowed] of Object.entries(plain)) {
    if (allowed.includes(config[name])) continue;
    throw new FormatError(`${CONFIG_FILE}: ${name} is ${JSON.stringify(config[name])}, which no adapter made here has`);
  }
}

function checkTargets(config: JsonObject, modules: readonly string[]): void {
  const targets = asJsonStrings(config.target_modules, `${CONFIG_FILE}: target_modules`);
  const odd = targets.find((name) => !modules.includes(name)) ?? modules.find((name) => !targets.includes(name));
  if (odd !== undefined) throw new FormatError(`${CONFIG_FILE} and the tensors disagree about ${odd}`);
}

type Parts = ReadonlyMap<string, TensorView>;

function partsByModule(file: Safetensors, suffixes: readonly string[]): ReadonlyMap<string, Parts> {
  const modules = new Map<string, Map<string, TensorView>>();
  for (const tensor of file.tensors.values()) {
    const suffix = suffixes.find((end) => tensor.name.startsWith(PREFIX) && tensor.name.endsWith(`.${end}`));
    if (suffix === undefined) {
      throw new FormatError(`tensor "${tensor.name}" is none of an adapter: ${PREFIX}{module}.${suffixes[0]}`);
    }
    const module = tensor.name.slice(PREFIX.length, -suffix.length - 1);
    modules.set(module, (modules.get(module) ?? new Map()).set(suffix, tensor));
  }
  return modules;
}

type MatrixShape = readonly [number, number];

function matrixShape({ tensors }: BaseModel, module: string): MatrixShape {
  const shape = tensors.get(`${module}.weight`)?.shape;
  const [out, width] = shape ?? [];
  if (shape?.length === 2 && out !== undefined && width !== undefined) return [out, width];
  throw new FormatError(`the adapter is of ${module}, and the model has no such matrix`);
}

async function readPart(module: string, parts: Parts, name: string, shape: readonly number[]) {
  const tensor = parts.get(name);
  if (!tensor) throw new FormatError(`${module}: ${name} is missing`);
  if (`${tensor.shape}` === `${shape}`) return readTensor(tensor, "F32");
  throw new FormatError(`tensor "${tensor.name}" is [${tensor.shape}], expected [${shape}]`);
}

/** What a pattern, keyed by escaped full names, gives for a module; else the value for all. */
function ofPattern(config: JsonObject, name: string, fallback: string, module: string): JsonValue | undefined {
  const pattern = asJsonObject(config[name] ?? {}, `${CONFIG_FILE}: ${name}`);
  const key = patternKey(module);
  return Object.hasOwn(pattern, key) ? pattern[key] : config[fallback];
}

async function readFactors(
  module: string,
  parts: Parts,
  config: JsonObject,
  shape: MatrixShape,
): Promise<Extract<ModuleDelta, { kind: "lora" }>> {
  const rank = asJsonCount(ofPattern(config, "rank_pattern", "r", module), `${CONFIG_FILE}: rank of ${module}`);
  const alpha = asJsonNumber(
    ofPattern(config, "alpha_pattern", "lora_alpha", module),
    `${CONFIG_FILE}: alpha of ${module}`,
  );
  if (rank === 0) throw new FormatError(`${CONFIG_FILE}: rank of ${module} is 0`);
  const a = await readPart(module, parts, "lora_A.weight", [rank, shape[1]]);
  return {
    kind: "lora",
    module,
    shape,
    rank,
    alpha,
    a,
    b: await readPart(module, parts, "lora_B.weight", [shape[0], rank]),
  };
}

async function readScale(module: string, parts: Parts, config: JsonObject, shape: MatrixShape): Promise<ModuleDelta> {
  const inputs = asJsonStrings(config.feedforward_modules, `${CONFIG_FILE}: feedforward_modules`);
  return inputs.includes(module)
    ? { kind: "scaleInput", module, shape, scale: await readPart(module, parts, "ia3_l", [1, shape[1]]) }
    : { kind: "scaleOutput", module, shape, scale: await readPart(module, parts, "ia3_l", [shape[0], 1]) };
}
