import { cartesianFigure } from "../../charts/cartesian";
import { type Figure, type FigureFrame, type FigureTable, plainText } from "../../charts/figure";
import type { LineTrace } from "../../charts/lineTrace";
import type { PointTrace } from "../../charts/shapeTrace";
import { METHODS } from "../../tune/methods";
import { budgetLines } from "./budgetLines";
import { bestOf, type ComparedRun, pointsOf } from "./comparedRun";

const Y = "validation loss (nats / token)";

/** Validation loss over tokens trained on, a line a run, the best of each marked by a star. */
export function dynamicsFigure(runs: readonly ComparedRun[], frame: FigureFrame): Figure {
  const { series } = frame.theme;
  const data = runs.flatMap((one): Figure["data"] => {
    const { style, run } = one;
    const points = pointsOf(one);
    const color = series[style.series % series.length]!;
    const line: LineTrace = {
      type: "scatter",
      mode: "lines+markers",
      name: plainText(run.name),
      x: points.map(({ tokens }) => tokens),
      y: points.map(({ loss }) => loss),
      line: { color, width: 2, dash: style.dash },
      marker: { color, size: 5, symbol: style.marker },
      hovertemplate: "%{fullData.name}<br>%{x:,} tokens: %{y:.5~g}<extra></extra>",
    };
    const best = bestOf(one);
    if (!best) return [line];
    const star: PointTrace = {
      type: "scatter",
      mode: "markers",
      name: `best of ${plainText(run.name)}`,
      x: [best.tokens],
      y: [best.loss],
      marker: { color, size: 14, symbol: "star", opacity: 1, line: { color: frame.theme.paper, width: 1 } },
      hovertemplate: "%{fullData.name}<br>%{x:,} tokens: %{y:.5~g}<extra></extra>",
      showlegend: false,
    };
    return [line, star];
  });
  return cartesianFigure(
    {
      title: "Validation loss over tokens trained on; stars mark the best",
      x: { title: "tokens trained on", format: "~s" },
      y: { title: Y, format: "~g" },
      data,
    },
    frame,
  );
}

export function dynamicsTable(runs: readonly ComparedRun[]): FigureTable {
  return {
    columns: ["run", "method", "step", "tokens", Y, "best"],
    rows: runs.flatMap((one) =>
      pointsOf(one).map(({ step, tokens, loss }) => [
        one.run.name,
        METHODS[one.run.method].name,
        step,
        tokens,
        loss,
        step === one.run.bestStep ? "best" : null,
      ]),
    ),
  };
}

const HOVER = "%{fullData.name}<br>%{x:,} tokens of text: %{y:.5~g}<extra></extra>";

/** Best validation loss over the text that a run saw, a line for equal settings through its best run at each budget; the other runs are hollow. */
export function dataSizeFigure(runs: readonly ComparedRun[], frame: FigureFrame): Figure {
  const { series } = frame.theme;
  const data = budgetLines(runs).flatMap(({ name, style, points: all }): Figure["data"] => {
    const color = series[style.series % series.length]!;
    const points = all.filter(({ budget }, i) => budget !== all[i - 1]?.budget);
    const rest = all.filter((point) => !points.includes(point));
    const line: LineTrace = {
      type: "scatter",
      mode: "lines+markers",
      name: plainText(name),
      x: points.map(({ budget }) => budget),
      y: points.map(({ loss }) => loss),
      line: { color, width: 2, dash: style.dash },
      marker: { color, size: 8, symbol: style.marker },
      hovertemplate: HOVER,
    };
    const others: PointTrace = {
      type: "scatter",
      mode: "markers",
      name: plainText(name),
      x: rest.map(({ budget }) => budget),
      y: rest.map(({ loss }) => loss),
      marker: { color, size: 8, symbol: `${style.marker}-open`, opacity: 1 },
      hovertemplate: HOVER,
      showlegend: false,
    };
    return [line, others];
  });
  return cartesianFigure(
    {
      title: "Best validation loss over the training text seen",
      x: { title: "different tokens of training text", format: "~s", isLog: true },
      y: { title: `best ${Y}`, format: "~g" },
      data,
    },
    frame,
  );
}

export function dataSizeTable(runs: readonly ComparedRun[]): FigureTable {
  return {
    columns: ["run", "settings", "different tokens of training text", `best ${Y}`],
    rows: budgetLines(runs).flatMap(({ name: settings, points }) =>
      points.map(({ name, budget, loss }) => [name, settings, budget, loss]),
    ),
  };
}
