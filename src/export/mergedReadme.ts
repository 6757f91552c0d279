import type { WeightDelta } from "../train/weightDelta";
import { TORCH_DTYPE, type WeightDtype } from "./encodeFloats";

/** What of a merged model is told. */
interface ToldModel {
  readonly base: WeightDelta["base"];
  /** Null: the base itself. */
  readonly delta: WeightDelta | null;
  readonly dtype: WeightDtype;
}

/** What the reader of an exported model has to know of it. */
export function mergedReadme({ base, delta, dtype }: ToldModel): string {
  const name = JSON.stringify(base.name);
  const trained = `${base.name}${base.isRounded ? `, its weights those of ${base.dtype}, written out as floats` : ""}`;
  const what = delta
    ? `${trained}, tuned by Babelscope (${delta.method}), the change merged into the weights.`
    : `${trained}: the weights that adapters made on them are exact on.`;
  const exact =
    dtype === "F32"
      ? "Every weight is as it was used, in float32."
      : `Weights are rounded to ${TORCH_DTYPE[dtype]}: export float32 for those that were used.`;
  return `---
base_model: ${name}
library_name: transformers
tags: [babelscope]
---
# ${base.name}${delta ? `: ${delta.method}` : ""}

${what} ${exact}

| | |
|---|---|
| base | ${base.name} |
| weights used | ${base.dtype} |
| hash of the base's files (sha256) | \`${base.hash}\` |

\`babelscope_manifest.json\` says what else made it.
`;
}
