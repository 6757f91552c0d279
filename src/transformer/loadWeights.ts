import { FormatError } from "../formats/formatError";
import type { StoredTensor, WeightSource } from "../model/weightSource";
import type { DecoderConfig } from "./decoderConfig";
import { layerTensors, outerTensors, type TensorSpec } from "./decoderTensors";
import type { DecoderWeights, LayerWeights, Matrix } from "./decoderWeights";
import { TensorLoader } from "./loadMatrix";
import { isHeadShared, matrixFormat, type WeightFormat } from "./weightFormat";

/** Tensors named in an error, at most. */
const MAX_NAMED = 32;

export interface LoadWeightsOptions {
  readonly device: GPUDevice;
  /** "as stored" by default. */
  readonly format?: WeightFormat;
  readonly signal?: AbortSignal;
  /** Gets bytes of the file. */
  readonly onProgress?: (bytesDone: number, bytesTotal: number) => void;
}

/**
 * Brings all weights to the GPU, one tensor at a time and each in chunks of rows, so that JavaScript never holds more than some tens
 * of megabytes. Throws a FormatError that names every tensor that is missing or of another shape before anything is loaded.
 * Where loading fails or is aborted, what was loaded is freed.
 */
export async function loadDecoderWeights(
  source: WeightSource,
  config: DecoderConfig,
  options: LoadWeightsOptions,
): Promise<DecoderWeights> {
  const outer = outerTensors(config);
  const isShared = isHeadShared(source, config);
  const specs = Array.from({ length: config.nLayers }, (_, l) => layerTensors(config, l));
  const needed = [outer.embedding, ...specs.flatMap(Object.values<TensorSpec>), outer.finalNorm];
  return load(source, isShared ? needed : [...needed, outer.head], options, async (place) => {
    const embedding = await place.matrix(outer.embedding);
    const layers: LayerWeights[] = [];
    for (const layer of specs) layers.push(await loadTensors(layer, place));
    const finalNorm = await place.vector(outer.finalNorm);
    return { embedding, layers, finalNorm, head: isShared ? embedding : await place.matrix(outer.head) };
  });
}

/** Brings one layer to the GPU, for runs that hold one at a time; free it with `destroyLayer`. */
export async function loadLayer(
  source: WeightSource,
  config: DecoderConfig,
  l: number,
  options: LoadWeightsOptions,
): Promise<LayerWeights> {
  const specs = layerTensors(config, l);
  return load(source, Object.values<TensorSpec>(specs), options, (place) => loadTensors(specs, place));
}

/** Brings the embedding alone to the GPU; free it with `destroyMatrix`. */
export async function loadEmbedding(
  source: WeightSource,
  config: DecoderConfig,
  options: LoadWeightsOptions,
): Promise<Matrix> {
  const { embedding } = outerTensors(config);
  return load(source, [embedding], options, (place) => place.matrix(embedding));
}

/** Brings a tensor to its place on the GPU. */
interface Place {
  readonly matrix: (spec: TensorSpec) => Promise<Matrix>;
  readonly vector: (spec: TensorSpec) => Promise<GPUBuffer>;
}

async function load<T>(
  source: WeightSource,
  needed: readonly TensorSpec[],
  { device, format = "as stored", signal, onProgress }: LoadWeightsOptions,
  body: (place: Place) => Promise<T>,
): Promise<T> {
  const found = findTensors(source, needed);
  const total = [...found.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const onBytes = (bytes: number) => {
    done += bytes;
    onProgress?.(Math.min(total, Math.round(done)), total);
  };
  const loader = new TensorLoader(source, device, { onBytes, ...(signal && { signal }) });
  const tensor = ({ name }: TensorSpec): StoredTensor => found.get(name)!;
  try {
    return await body({
      matrix: (spec) => loader.matrix(tensor(spec), matrixFormat(tensor(spec), format)),
      vector: (spec) => loader.vector(tensor(spec)),
    });
  } catch (error) {
    loader.destroy();
    throw error;
  }
}

async function loadTensors(specs: ReturnType<typeof layerTensors>, { matrix, vector }: Place): Promise<LayerWeights> {
  return {
    inputNorm: await vector(specs.inputNorm),
    q: await matrix(specs.q),
    k: await matrix(specs.k),
    v: await matrix(specs.v),
    o: await matrix(specs.o),
    ...(specs.qBias && { qBias: await vector(specs.qBias) }),
    ...(specs.kBias && { kBias: await vector(specs.kBias) }),
    ...(specs.vBias && { vBias: await vector(specs.vBias) }),
    ...(specs.qNorm && { qNorm: await vector(specs.qNorm) }),
    ...(specs.kNorm && { kNorm: await vector(specs.kNorm) }),
    postAttentionNorm: await vector(specs.postAttentionNorm),
    gate: await matrix(specs.gate),
    up: await matrix(specs.up),
    down: await matrix(specs.down),
  };
}

/** The tensors by name. Throws one error that names all that are missing or have another shape than the config says. */
function findTensors({ tensors }: WeightSource, needed: readonly TensorSpec[]): ReadonlyMap<string, StoredTensor> {
  const found = new Map<string, StoredTensor>();
  const problems: string[] = [];
  for (const { name, shape } of needed) {
    const tensor = tensors.get(name);
    if (!tensor) problems.push(name);
    else if (tensor.shape.join() !== shape.join()) {
      problems.push(`${name} (it is [${tensor.shape.join(", ")}], config.json says [${shape.join(", ")}])`);
    } else found.set(name, tensor);
  }
  if (problems.length === 0) return found;
  const more = problems.length > MAX_NAMED ? ` and ${problems.length - MAX_NAMED} more` : "";
  throw new FormatError(
    `the model's files lack ${problems.length} of ${needed.length} tensors that config.json asks for: ` +
      `${problems.slice(0, MAX_NAMED).join(", ")}${more}. Do config.json and the weights belong together?`,
  );
}
