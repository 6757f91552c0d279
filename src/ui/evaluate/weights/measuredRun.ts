import type { Projection, TensorChange, WeightChangeResult } from "../../../evaluate/weightChangeResult";

/** A run whose change of weights is drawn. */
export interface MeasuredRun {
  /** Of the evaluation. */
  readonly id: string;
  readonly name: string;
  readonly result: WeightChangeResult;
}

/** What is drawn of the changes: all layers or one. */
export interface Shown {
  readonly projection: Projection;
  readonly layer: number | null;
  readonly isPublished: boolean;
}

export const layersText = ({ layer }: Shown): string => (layer === null ? "all layers" : `layer ${layer}`);

export const tensorsOf = ({ tensors }: WeightChangeResult, projection: Projection): readonly TensorChange[] =>
  tensors.filter((tensor) => tensor.projection === projection);

/** Tensors of a projection in a layer, or in all and outside of them. */
export const tensorsIn = (result: WeightChangeResult, { projection, layer }: Shown): readonly TensorChange[] =>
  tensorsOf(result, projection).filter((tensor) => layer === null || tensor.layer === layer);

/** Projections of which any run changed something. */
export const projectionsOf = (runs: readonly Pick<MeasuredRun, "result">[], all: readonly Projection[]): Projection[] =>
  all.filter((projection) => runs.some(({ result }) => tensorsOf(result, projection).length > 0));

/** Norm of the change of all tensors of a projection in a layer, or its share of those weights' norm; 0 where none was trained. */
export function layerNorms(result: WeightChangeResult, projection: Projection, isRelative: boolean): number[] {
  return Array.from({ length: result.nLayers }, (_, layer) => {
    const own = tensorsOf(result, projection).filter((tensor) => tensor.layer === layer);
    const norm = Math.hypot(...own.map(({ l2 }) => l2));
    const before = Math.hypot(...own.map(({ l2Original }) => l2Original));
    return !isRelative ? norm : before > 0 ? norm / before : 0;
  });
}
