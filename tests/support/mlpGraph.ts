import { type Naming, OnnxBuilder } from "./onnxBuilder";

export const D_MODEL = 8;
export const D_MLP = 12;

/** Small graphs for the search for gates: attention in name only, linear layers of zeros. */
export class MlpGraph {
  readonly builder: OnnxBuilder;
  private x: string;
  private layer = 0;

  constructor(naming: Naming = "optimum") {
    this.builder = new OnnxBuilder(naming);
    this.x = this.builder.input("x", "f32", ["batch", "seq", D_MODEL]);
  }

  linear(path: string, x: string, nIn: number, nOut: number): string {
    const weight = this.builder.weight(`${path}.weight`, [nIn, nOut], "f32", new Float32Array(nIn * nOut));
    return this.builder.node("MatMul", path, [x, weight]);
  }

  op(opType: string, path: string, ...inputs: (string | number)[]): string {
    const name = (input: string | number, i: number) =>
      typeof input === "string" ? input : this.builder.constant(`${path}/Constant_${i}`, [], "f32", [input]);
    return this.builder.node(opType, path, inputs.map(name));
  }

  /** One layer: attention, then what `mlp` makes of its output. */
  add(mlp: (graph: MlpGraph, path: string, x: string) => string): this {
    const path = `/layers.${this.layer++}`;
    const attention = this.builder.node("GroupQueryAttention", `${path}/attn`, [this.x], { domain: "com.microsoft" });
    this.x = this.op("Add", `${path}/Add`, this.x, mlp(this, `${path}/mlp`, attention));
    return this;
  }

  build(): Uint8Array<ArrayBuffer> {
    this.builder.output(this.linear("/lm_head", this.x, D_MODEL, 20), "logits", "f32", ["batch", "seq", 20]);
    return this.builder.build({ opset: 17 }).model;
  }
}

type Act = (graph: MlpGraph, path: string, gate: string) => string;

const silu: Act = (g, path, gate) => g.op("Mul", `${path}/act/Mul`, gate, g.op("Sigmoid", `${path}/act/Sigmoid`, gate));

/** A gated MLP, of the width and with the activation function given. */
export const gatedMlp =
  (act: Act = silu, dMlp = D_MLP) =>
  (g: MlpGraph, path: string, x: string): string => {
    const gate = g.linear(`${path}/gate`, x, D_MODEL, dMlp);
    const up = g.linear(`${path}/up`, x, D_MODEL, dMlp);
    return g.linear(`${path}/down`, g.op("Mul", `${path}/Mul`, act(g, path, gate), up), dMlp, D_MODEL);
  };

/** An MLP without a second linear layer beside the first. */
export const plainMlp =
  (act: Act, dMlp = D_MLP) =>
  (g: MlpGraph, path: string, x: string): string =>
    g.linear(`${path}/down`, act(g, path, g.linear(`${path}/up`, x, D_MODEL, dMlp)), dMlp, D_MODEL);
