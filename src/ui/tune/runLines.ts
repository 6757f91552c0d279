import type { RunCurves, RunSummary } from "../../worker/runProtocol";
import type { FigureTable } from "../charts/figure";
import type { Line, LineStyle, Lines } from "../charts/lines";
import { languageName } from "../languageStyle";

/** What runs are compared by; a language stands for its validation loss. */
export type Quantity = "validation" | "training" | "gradNorm" | "learningRate" | { readonly language: string };

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

const STEPS = {
  training: { of: "lossNats", title: "Training loss", y: "loss (nats / token)" },
  gradNorm: { of: "gradNorm", title: "Gradient norm", y: "global norm" },
  learningRate: { of: "learningRate", title: "Learning rate", y: "learning rate" },
} as const;

/** Runs over the tokens they were trained on, a line a run. Validation is that of the language which the run is trained on. */
export function runLines(runs: readonly DrawnRun[], quantity: Quantity): Lines {
  const linesOf = (pointsOf: (drawn: DrawnRun) => Pick<Line, "x" | "y">): Line[] =>
    runs.map((drawn) => ({ name: drawn.run.name, style: drawn.style, ...pointsOf(drawn) }));
  if (typeof quantity === "object" || quantity === "validation") {
    const isOwn = quantity === "validation";
    return {
      title: isOwn ? "Validation loss" : `Validation loss of ${languageName(quantity.language)}`,
      x: X,
      y: "loss (nats / token)",
      hasZero: false,
      lines: linesOf(({ run, curves }) => validationPoints(curves, isOwn ? run.language : quantity.language)),
    };
  }
  const { of, title, y } = STEPS[quantity];
  const lines = linesOf(({ curves }) => ({ x: [...curves.tokens], y: [...curves[of]] }));
  return { title, x: X, y, hasZero: false, lines };
}

/** The numbers of `runLines`, a row a point. */
export function runTable(runs: readonly DrawnRun[], quantity: Quantity): FigureTable {
  const { lines, y: value } = runLines(runs, quantity);
  return {
    columns: ["run", "tokens", value],
    rows: lines.flatMap(({ name, x, y }) => x.map((tokens, i) => [name, tokens, y[i]!])),
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
