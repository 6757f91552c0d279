import type { RunCurves, RunSummary } from "../../worker/finetuneProtocol";
import type { FigureTable } from "../charts/figure";
import type { Line, LineStyle, Lines } from "../charts/lines";
import { languageName } from "../languageStyle";

/** What runs are compared by; a language stands for its validation loss. */
export type Quantity = "loss" | "gradNorm" | "learningRate" | { readonly language: string };

/** A run as it is drawn. */
export interface DrawnRun {
  readonly run: Pick<RunSummary, "id" | "name" | "language">;
  readonly curves: RunCurves;
  readonly style: LineStyle;
}

const X = "tokens trained on";

/** Validations that have the language, as points. */
function validationPoints({ validations }: RunCurves, language: string): Pick<Line, "x" | "y"> {
  const points = validations.flatMap(({ tokens, lossNats }) => {
    const loss = lossNats[language];
    return loss === undefined ? [] : [[tokens, loss] as const];
  });
  return { x: points.map(([tokens]) => tokens), y: points.map(([, loss]) => loss) };
}

function validationLines(runs: readonly DrawnRun[], languageOf: (drawn: DrawnRun) => string): Line[] {
  return runs.map((drawn) => ({
    name: drawn.run.name,
    style: drawn.style,
    isFaint: false,
    ...validationPoints(drawn.curves, languageOf(drawn)),
  }));
}

function stepLines(runs: readonly DrawnRun[], of: "lossNats" | "gradNorm" | "learningRate", isFaint: boolean): Line[] {
  return runs.map(({ run, curves, style }) => ({
    name: run.name,
    style,
    isFaint,
    x: [...curves.tokens],
    y: [...curves[of]],
  }));
}

/** Runs over the tokens they were trained on: one line a run, and behind the validation loss the training loss. */
export function runLines(runs: readonly DrawnRun[], quantity: Quantity): Lines {
  const common = { x: X, hasZero: false };
  if (quantity === "gradNorm") {
    return { ...common, title: "Gradient norm", y: "global norm", lines: stepLines(runs, "gradNorm", false) };
  }
  if (quantity === "learningRate") {
    return { ...common, title: "Learning rate", y: "learning rate", lines: stepLines(runs, "learningRate", false) };
  }
  if (typeof quantity === "object") {
    const title = `Validation loss of ${languageName(quantity.language)}`;
    return { ...common, title, y: "loss (nats / token)", lines: validationLines(runs, () => quantity.language) };
  }
  const validation = validationLines(runs, ({ run }) => run.language);
  const hasValidation = validation.some(({ x }) => x.length > 0);
  return {
    ...common,
    title: hasValidation ? "Loss: validation, and training (faint)" : "Training loss",
    y: "loss (nats / token)",
    lines: [...stepLines(runs, "lossNats", hasValidation), ...(hasValidation ? validation : [])],
  };
}

/** The numbers of `runLines`, a row a point. */
export function runTable(runs: readonly DrawnRun[], quantity: Quantity): FigureTable {
  const { lines } = runLines(runs, quantity);
  return {
    columns: ["run", "series", "tokens", "value"],
    rows: lines.flatMap(({ name, isFaint, x, y }) =>
      x.map((tokens, i) => [name, isFaint ? "training" : "shown", tokens, y[i]!]),
    ),
  };
}

/** How the loss of each language has moved since the start of a run: what is learned falls below zero, what is forgotten rises. */
export function forgettingLines(
  { validations }: RunCurves,
  language: string,
  styleOf: (language: string) => LineStyle,
): Lines {
  const first = validations[0]?.lossNats ?? {};
  const languages = [language, ...Object.keys(first).filter((one) => one !== language)].filter((one) => one in first);
  return {
    title: "Change of validation loss by language",
    x: X,
    y: "change (nats / token)",
    hasZero: true,
    lines: languages.map((one) => ({
      name: languageName(one),
      style: styleOf(one),
      isFaint: false,
      x: validations.map(({ tokens }) => tokens),
      y: validations.map(({ lossNats }) => lossNats[one]! - first[one]!),
    })),
  };
}

export function forgettingTable({ validations }: RunCurves): FigureTable {
  return {
    columns: ["step", "tokens", "language", "loss (nats / token)"],
    rows: validations.flatMap(({ step, tokens, lossNats }) =>
      Object.entries(lossNats).map(([language, loss]) => [step, tokens, language, loss]),
    ),
  };
}
