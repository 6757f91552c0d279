import type { Method } from "../../train/finetuneConfig";
import type { RunFormat, RunSummary } from "../../worker/runProtocol";
import { toFileStem } from "../parts/save";

/** A file of a run. */
export interface RunFile {
  readonly format: RunFormat;
  readonly name: string;
  readonly what: string;
  readonly ending: string;
}

const FILES: readonly RunFile[] = [
  {
    format: "delta",
    name: "Delta",
    what: "What was changed, as differences from the base (safetensors). It reads back here, onto the same base.",
    ending: "delta.safetensors",
  },
  {
    format: "peft",
    name: "PEFT adapter",
    what: "adapter_config.json and adapter_model.safetensors, for PeftModel.from_pretrained.",
    ending: "peft.zip",
  },
  {
    format: "merged",
    name: "Merged model",
    what: "The tuned model as a Hugging Face folder (safetensors), for from_pretrained; as a zip, or written into a folder.",
    ending: "merged.zip",
  },
  {
    format: "base",
    name: "Base, dequantized",
    what: "The very weights that were trained on, as a Hugging Face folder: on it the adapter is exact.",
    ending: "base.zip",
  },
  {
    format: "log-json",
    name: "Log",
    what: "Settings, losses and validations as JSON. It reads back here, onto the same base.",
    ending: "log.json",
  },
  {
    format: "log-csv",
    name: "Log as CSV",
    what: "A row a step, for a spreadsheet. It reads back here, too.",
    ending: "log.csv",
  },
];

/** Of whole tensors PEFT has no adapter. */
const DENSE: readonly Method[] = ["ffnOnly", "full"];

/** The files that a run can be saved as. */
export function filesOf({ method, origin, model, config, hasDelta }: RunSummary): RunFile[] {
  return FILES.filter(({ format }) => {
    if (format.startsWith("log")) return config !== null;
    if (origin === "imported" && !hasDelta) return false;
    if (format === "peft") return !DENSE.includes(method);
    return format !== "base" || model.isRounded;
  });
}

export const fileName = (run: RunSummary, { ending }: RunFile): string => `${toFileStem(run.name)}.${ending}`;
