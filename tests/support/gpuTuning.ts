import { download, upload } from "../../src/gpu/buffers";
import { parametersOf } from "../../src/transformer/trainedStages";
import type { ModuleTuning, Parameter, Tuning } from "../../src/transformer/tuning";
import type { OracleParameter, OracleTuning } from "./oracleTuning";

/** What gradients hold before the first call: they must be overwritten, not added to. */
const GARBAGE = 77;

/** Tunings as the oracle takes them, on the GPU. */
export function placeTuning(device: GPUDevice, tunings: ReadonlyMap<string, OracleTuning>): Tuning {
  const parameter = ({ name, shape, values }: OracleParameter): Parameter => ({
    name,
    shape,
    weight: upload(device, Float32Array.from(values), name),
    grad: upload(device, new Float32Array(values.length).fill(GARBAGE), `${name}.grad`),
  });
  const place = (tuning: OracleTuning): ModuleTuning => {
    switch (tuning.kind) {
      case "dense":
        return { kind: "dense", weight: parameter(tuning.weight) };
      case "rows":
      case "columns": {
        const index = upload(device, Uint32Array.from(tuning.index), "index");
        return { kind: tuning.kind, count: tuning.index.length, index, weight: parameter(tuning.weight) };
      }
      case "lora": {
        const [a, b] = [parameter(tuning.a), parameter(tuning.b)];
        return { kind: "lora", a, b, rank: tuning.a.shape[0]!, scale: tuning.scale, dropout: 0 };
      }
      case "scaleOutput":
      case "scaleInput":
        return { kind: tuning.kind, scale: parameter(tuning.scale) };
    }
  };
  return new Map(Array.from(tunings, ([name, tuning]) => [name, place(tuning)]));
}

/** The gradients by their parameters' names; parameters of no elements are left out. */
export async function readGradients(
  device: GPUDevice,
  tuning: Tuning,
): Promise<ReadonlyMap<string, Float32Array<ArrayBuffer>>> {
  const parameters = [...tuning.values()].flatMap(parametersOf).filter(({ shape }) => !shape.includes(0));
  const entries = parameters.map(async ({ name, grad }): Promise<[string, Float32Array<ArrayBuffer>]> => {
    return [name, new Float32Array(await download(device, grad!))];
  });
  return new Map(await Promise.all(entries));
}

export function destroyTuning(tuning: Tuning): void {
  for (const module of tuning.values()) {
    if ("index" in module) module.index.destroy();
    for (const { weight, grad } of parametersOf(module)) for (const buffer of [weight, grad]) buffer?.destroy();
  }
}
