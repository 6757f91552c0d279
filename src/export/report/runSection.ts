import type { JsonValue } from "../../formats/json";
import type { Method } from "../../train/finetuneConfig";
import { languageText } from "./languageText";
import { type Markup, markup } from "./markup";
import { countText, dateText, durationText } from "./numberText";
import type { ReportRun, ReportValues } from "./reportValues";
import { facts, section } from "./table";

const METHODS: Readonly<Record<Method, string>> = {
  subnetwork: "Subnetwork: rows and columns of the language's neurons",
  random: "Random neurons: rows and columns of as many",
  lora: "LoRA on gate, up and down",
  ia3: "IA³",
  ffnOnly: "Feed-forward: all gate, up and down weights",
  full: "Full: all weights",
};

/** Settings in one level: `schedule.kind` and so on. */
function flat(value: JsonValue, path = ""): [string, string][] {
  if (typeof value !== "object" || value === null) return [[path, value === null ? "none" : String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => flat(inner, path === "" ? key : `${path}.${key}`));
}

const runFacts = (run: ReportRun): [string, string][] => [
  ["Run", run.name],
  ["Method", METHODS[run.method]],
  ["Language", languageText(run.language)],
  ["Trained", `${countText(run.trainableParameters)} parameters`],
  ...(run.nNeurons === null ? [] : ([["Neurons", countText(run.nNeurons)]] as [string, string][])),
  ["Steps", countText(run.stepsDone)],
  ["Tokens trained on", countText(run.tokens)],
  ["Time of training", durationText(run.seconds)],
  ["Begun", dateText(run.date)],
];

/** What was run, and with what settings. */
export function runSection({ model, run }: ReportValues): Markup {
  const of: [string, string][] = [["Model", `${model.name} ${model.dtype}`]];
  const settings = run?.config ? flat({ ...run.config } as unknown as JsonValue) : [];
  return section(
    "run",
    run ? "The run" : "The model",
    facts([...of, ...(run ? runFacts(run) : []), ["Hash of the model's files (sha256)", model.hash]]),
    settings.length > 0 &&
      markup`<details><summary>Settings</summary>${facts(settings)}</details>
`,
  );
}
