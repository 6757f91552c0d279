import type { OnnxNode } from "../formats/onnxNode";
import type { LayerTap } from "./activationSource";

/** A feed-forward layer's gate as the graph has it. */
export interface Gate extends Omit<LayerTap, "layer"> {
  /** The node that the activation function ends with; gives the order of the layers. */
  readonly node: OnnxNode;
}

/** What looked like a gate and was none. */
export interface NearMiss {
  readonly node: OnnxNode;
  readonly reason: string;
}
