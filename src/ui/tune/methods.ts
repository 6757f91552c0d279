import type { Method } from "../../train/finetuneConfig";

/** A tuning method in words; all but IA3 as Gurgurov et al. 2025 (arXiv 2510.13580) compare them, IA3 with the modules that PEFT takes. */
export interface MethodText {
  readonly name: string;
  /** What is trained. */
  readonly trains: string;
}

export const METHODS: Readonly<Record<Method, MethodText>> = {
  subnetwork: {
    name: "Subnetwork",
    trains: "gate and up rows, down columns of the language's neurons",
  },
  random: {
    name: "Random neurons",
    trains: "as many neurons, drawn over all layers with the seed",
  },
  lora: {
    name: "LoRA",
    trains: "low-rank factors beside gate, up and down of every layer",
  },
  ia3: {
    name: "IA³",
    trains: "a factor a channel: keys, values, the down projection's input",
  },
  ffnOnly: { name: "Feed-forward", trains: "all gate, up and down weights" },
  full: { name: "Full", trains: "all weights" },
};

/** From the fewest parameters to all. */
export const METHOD_ORDER = [
  "subnetwork",
  "random",
  "lora",
  "ia3",
  "ffnOnly",
  "full",
] as const satisfies readonly Method[];
