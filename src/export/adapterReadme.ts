import type { AdapterDelta } from "./adapterConfig";
import { rankOf } from "./loraFactors";

/** What the reader of an adapter has to know: of which base it is, how exact, how it is loaded. */
export function adapterReadme(adapter: AdapterDelta): string {
  const { base, method, type } = adapter;
  return `---
base_model: ${JSON.stringify(base.name)}
library_name: peft
tags: [babelscope, ${type === "IA3" ? "ia3" : "lora"}]
---
# ${base.name}: ${method}

A PEFT adapter made by Babelscope. ${whatItIs(adapter)}

${howExact(base)}

\`\`\`python
from peft import PeftModel
from transformers import AutoModelForCausalLM

base = AutoModelForCausalLM.from_pretrained("path/to/the/base", dtype="float32")
model = PeftModel.from_pretrained(base, "path/to/this/folder")
\`\`\`

| | |
|---|---|
| base | ${base.name} |
| weights trained on | ${base.dtype} |
| hash of the base's files (sha256) | \`${base.hash}\` |
| method | ${method} |

\`babelscope_manifest.json\` says what else made it: text, settings, seed, versions, adapter. PEFT before 0.15 does not find the ranks of single
modules and refuses the file.
`;
}

function whatItIs({ type, modules }: AdapterDelta): string {
  if (type === "IA3") return `It scales ${modules.length} modules (IA3).`;
  if (modules.every(({ kind }) => kind === "lora")) return `It adds low-rank products to ${modules.length} modules.`;
  const changed = modules.reduce((sum, change) => sum + rankOf(change).rank, 0);
  return (
    `It changes ${changed} rows and columns of ${modules.length} feed-forward matrices, each by its own amount, and nothing else. ` +
    "As an adapter that is a low-rank product with one factor one-hot: the rank of a module is the number of its rows or columns."
  );
}

function howExact({ name, dtype, isRounded }: AdapterDelta["base"]): string {
  return isRounded
    ? `**Trained on ${dtype} of ${name}, approximate on ${name}.** It is exact on the weights it was trained on, ` +
        "written out as floats. Babelscope exports them as a model of its own (the base, dequantized); take that as the base to have the " +
        "model that was trained."
    : `Trained on ${name} in ${dtype}, and exact on it: load the base in float32, or rounding takes part of the change away.`;
}
