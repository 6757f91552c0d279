import type { FinetuneConfig, Method } from "../../../train/finetuneConfig";
import { type LanguageStyle, styleAt } from "../../languageStyle";
import { METHOD_ORDER, METHODS } from "../../tune/methods";
import { bestOf, budgetOf, type ComparedRun } from "./comparedRun";

/** A run's best loss by the text that it saw. */
export interface BudgetPoint {
  readonly name: string;
  readonly budget: number;
  readonly loss: number;
}

/** Runs that differ by their text alone, and their seed. */
export interface BudgetLine {
  readonly method: Method;
  /** The method, and in what its settings differ from those of the method's other lines. */
  readonly name: string;
  readonly style: LanguageStyle;
  /** The least text first. */
  readonly points: readonly BudgetPoint[];
}

type Settings = Readonly<Record<string, string>>;

const inWords = (key: string): string => key.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);

const flat = (value: object, prefix = ""): [string, string][] =>
  Object.entries(value).flatMap(([key, own]: [string, unknown]) =>
    own !== null && typeof own === "object"
      ? flat(own, `${prefix}${inWords(key)} `)
      : [[`${prefix}${inWords(key)}`, own === null ? "none" : String(own)] as [string, string]],
  );

/** All that decides a run beside its text and seed. The cache of hidden states only saves time. */
function settingsOf({ lora, cachePrefix: _, seed: __, ...rest }: FinetuneConfig, run: ComparedRun["run"]): Settings {
  const decides = { ...rest, ...(rest.method === "lora" ? { lora } : {}), neurons: run.nNeurons };
  return Object.fromEntries(flat(decides).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function pointOf(one: ComparedRun): BudgetPoint | null {
  const [budget, best] = [budgetOf(one), bestOf(one)];
  return budget === null || best === null ? null : { name: one.run.name, budget, loss: best.loss };
}

interface Group {
  /** Null of an imported run, which does not tell them, and is equal to no other. */
  readonly settings: Settings | null;
  readonly points: BudgetPoint[];
}

/** Runs of a method by their settings, in the order of the runs. */
function groupsOf(runs: readonly ComparedRun[]): Group[] {
  const groups = new Map<string, Group>();
  for (const one of runs) {
    const point = pointOf(one);
    if (point === null) continue;
    const { config, id } = one.run;
    const settings = config && settingsOf(config, one.run);
    const key = settings ? JSON.stringify(settings) : id;
    const group = groups.get(key) ?? { settings, points: [] };
    groups.set(key, group);
    group.points.push(point);
  }
  return [...groups.values()];
}

/** "LoRA", or "LoRA, learning rate 0.001" where another line has another rate. */
function nameOf(method: Method, { settings, points }: Group, groups: readonly Group[]): string {
  const { name } = METHODS[method];
  if (!settings) return `${name}, settings of ${points[0]!.name}`;
  const differs = ([key, value]: [string, string]): boolean =>
    groups.some((other) => other.settings !== null && other.settings[key] !== value);
  const told = Object.entries(settings).filter(differs);
  return [name, ...told.map((pair) => pair.join(" "))].join(", ");
}

/**
 * Best losses by the text that runs saw, a line for runs of equal settings; of a run that validated nothing, or does not tell its text,
 * there is none. The first line of a method has the method's style.
 */
export function budgetLines(runs: readonly ComparedRun[]): BudgetLine[] {
  let further = METHOD_ORDER.length;
  return METHOD_ORDER.flatMap((method, place) => {
    const groups = groupsOf(runs.filter(({ run }) => run.method === method));
    return groups.map((group, i) => ({
      ...{ method, name: nameOf(method, group, groups), style: styleAt(i === 0 ? place : further++) },
      points: group.points.sort((a, b) => a.budget - b.budget || a.loss - b.loss),
    }));
  });
}
