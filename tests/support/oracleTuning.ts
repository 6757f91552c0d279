import { add, leaf, spreadRow, stack, takeRows, timesTransposed, transpose, type Value } from "./autodiff";
import { scale, timesRow } from "./oracleBlocks";

/** A tensor as numbers: a matrix [out, in] or a vector [n], row-major. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** A trainable tensor; its gradient comes under its name. */
export interface OracleParameter extends NamedTensor {
  readonly name: string;
}

/** `ModuleTuning` of src/transformer/tuning.ts with numbers in place of buffers, without dropout. */
export type OracleTuning =
  | { readonly kind: "dense"; readonly weight: OracleParameter }
  | { readonly kind: "rows" | "columns"; readonly index: ArrayLike<number>; readonly weight: OracleParameter }
  | { readonly kind: "lora"; readonly a: OracleParameter; readonly b: OracleParameter; readonly scale: number }
  | { readonly kind: "scaleOutput" | "scaleInput"; readonly scale: OracleParameter };

const toLeaf = ({ shape, values }: NamedTensor): Value =>
  shape.length === 2 ? leaf(shape[0]!, shape[1]!, values) : leaf(1, shape[0]!, values);

/** Tensors of the decoder by Hugging Face's name: frozen ones, and what is tuned in their place or beside them. */
export class TunedTensors {
  /** Those used so far, by name. */
  readonly frozen = new Map<string, Value>();
  /** Parameters used so far, by name, which may be that of the frozen tensor whose place they take. */
  readonly tuned = new Map<string, Value>();
  readonly #tensors: ReadonlyMap<string, NamedTensor>;
  readonly #tunings: ReadonlyMap<string, OracleTuning>;

  constructor(tensors: ReadonlyMap<string, NamedTensor>, tunings: ReadonlyMap<string, OracleTuning>) {
    this.#tensors = tensors;
    this.#tunings = tunings;
    for (const name of tunings.keys()) this.#frozen(name);
  }

  /** The tensor that the decoder uses: the frozen one, or with rows or columns of it or all replaced. */
  tensor(name: string): Value {
    const tuning = this.#tunings.get(name);
    if (tuning?.kind === "dense") return this.#parameter(tuning.weight);
    if (tuning?.kind === "rows") return withRows(this.#frozen(name), tuning.index, this.#parameter(tuning.weight));
    if (tuning?.kind === "columns") {
      const columns = transpose(this.#parameter(tuning.weight));
      return transpose(withRows(transpose(this.#frozen(name)), tuning.index, columns));
    }
    return this.#frozen(name);
  }

  /** The embedding, or anything else that is no linear layer: only its elements can be tuned. */
  table(name: string): Value {
    const kind = this.#tunings.get(name)?.kind ?? "dense";
    if (kind === "lora" || kind === "scaleInput" || kind === "scaleOutput") {
      throw new Error(`the oracle knows no ${kind} of ${name}`);
    }
    return this.tensor(name);
  }

  /** x W^T + b of the layer `module` (a name without `.weight`); an output is scaled with its bias. */
  linear(x: Value, module: string, hasBias = false): Value {
    const tuning = this.#tunings.get(`${module}.weight`);
    const input = tuning?.kind === "scaleInput" ? timesRow(x, this.#parameter(tuning.scale)) : x;
    let y = timesTransposed(input, this.tensor(`${module}.weight`));
    if (tuning?.kind === "lora") {
      const [a, b] = [this.#parameter(tuning.a), this.#parameter(tuning.b)];
      y = add(y, scale(timesTransposed(timesTransposed(x, a), b), tuning.scale));
    }
    if (hasBias) y = add(y, spreadRow(this.table(`${module}.bias`), x.rows));
    return tuning?.kind === "scaleOutput" ? timesRow(y, this.#parameter(tuning.scale)) : y;
  }

  #frozen(name: string): Value {
    const tensor = this.#tensors.get(name);
    if (!tensor) throw new Error(`the oracle was given no ${name}`);
    return once(this.frozen, name, tensor);
  }

  #parameter(parameter: OracleParameter): Value {
    return once(this.tuned, parameter.name, parameter);
  }
}

function once(leaves: Map<string, Value>, name: string, tensor: NamedTensor): Value {
  const value = leaves.get(name) ?? toLeaf(tensor);
  leaves.set(name, value);
  return value;
}

/** `rows` in place of the rows `index` of w. */
function withRows(w: Value, index: ArrayLike<number>, rows: Value): Value {
  const source = Array.from({ length: w.rows }, (_, n) => n);
  for (let i = 0; i < index.length; i++) source[index[i]!] = w.rows + i;
  return takeRows(stack([w, rows]), source);
}
