import type { DeactivationResult } from "../../../evaluate/deactivationResult";
import type { Figure, FigureFrame, FigureTable } from "../../charts/figure";
import { languageLabels } from "../../charts/languageLabels";
import { BLUE_WHITE_ORANGE } from "../../charts/palette";
import { type Panel, twinHeatmapFigure } from "../../charts/twinHeatmap";
import { formatChange, formatColumn, formatCount, formatFigure, formatPlural } from "../../format";
import { languageName } from "../../languageStyle";
import { isSureOf } from "../score/enoughWindows";

/** Which neurons were zeroed: the language's, or as many random ones. */
type Kind = "mask" | "random";

/** The change of the loss in nats, [mask language][text language]. */
export function changesOf(result: DeactivationResult, kind: Kind): number[][] {
  const after = kind === "mask" ? result.maskNats : result.randomNats;
  return after.map((row) => row.map((nats, k) => nats - result.baseNats[k]!));
}

const intervalsOf = (result: DeactivationResult, kind: Kind) =>
  kind === "mask" ? result.maskIntervals : result.randomIntervals;

/** Short enough for a cell: ".32", "-.05", "1.2". */
function cellLabel(change: number): string {
  const text = Math.abs(change) < 10 ? change.toFixed(Math.abs(change) < 1 ? 2 : 1) : change.toFixed(0);
  if (/^-?0\.00$/.test(text)) return "0";
  return text.replace("-", "−").replace("0.", ".");
}

function panelOf(result: DeactivationResult, kind: Kind, name: string): Panel {
  const { maskLanguages, textLanguages, nNeurons, tokens, baseNats } = result;
  const z = changesOf(result, kind);
  const hover = z.map((row, m) =>
    row.map((change, k) => {
      const { low, high } = intervalsOf(result, kind)[m]![k]!;
      const neurons = formatPlural(nNeurons[m]!, kind === "mask" ? "neuron" : "random neuron");
      const whose = kind === "mask" ? `of ${maskLanguages[m]}` : `in the layers of ${maskLanguages[m]}`;
      return [
        `without ${neurons} ${whose}`,
        `${languageName(textLanguages[k]!)} (${textLanguages[k]}): ${formatChange(change)} nats, 95 % ${formatChange(low)} to ${formatChange(high)}`,
        `loss ${formatColumn(baseNats[k]!)} to ${formatColumn(baseNats[k]! + change)}, perplexity × ${formatFigure(Math.exp(change))}`,
        `${formatCount(tokens[k]!)} predicted tokens`,
      ];
    }),
  );
  return { name, z, text: z.map((row) => row.map(cellLabel)), hover };
}

/** The largest change of all matrices, which their scale reaches to either side of zero. */
export function reachOf(results: readonly DeactivationResult[]): number {
  const all = results.flatMap((result) => [...changesOf(result, "mask"), ...changesOf(result, "random")].flat());
  return Math.max(1e-6, ...all.map(Math.abs));
}

export const TITLE = "Loss without a language's neurons";

/** Both matrices as one picture with one scale, which reaches `reach` nats to either side of zero. */
export function deactivationFigure(result: DeactivationResult, reach: number, frame: FigureFrame): Figure {
  const ticks = [-reach, -reach / 2, 0, reach / 2, reach];
  return twinHeatmapFigure(
    {
      title: TITLE,
      x: { title: "text", labels: languageLabels(result.textLanguages) },
      y: { title: "neurons zeroed", labels: languageLabels(result.maskLanguages) },
      palette: BLUE_WHITE_ORANGE,
      domain: [-reach, reach],
      colorBar: {
        title: "change of loss (nats / token)",
        ticks,
        tickText: ticks.map((tick) => (tick === 0 ? "0" : formatChange(tick))),
      },
      panels: [
        panelOf(result, "mask", "the language's neurons"),
        panelOf(result, "random", "as many random neurons in each layer"),
      ],
    },
    frame,
  );
}

export function deactivationTable(result: DeactivationResult): FigureTable {
  const { maskLanguages, textLanguages, nNeurons, tokens, tailTokens, baseNats } = result;
  const rows = (["mask", "random"] as const).flatMap((kind) =>
    changesOf(result, kind).flatMap((row, m) =>
      row.map((change, k) => {
        const { low, high } = intervalsOf(result, kind)[m]![k]!;
        const nats = [baseNats[k]!, baseNats[k]! + change, change, low, high];
        return [maskLanguages[m]!, kind, textLanguages[k]!, nNeurons[m]!, tokens[k]!, ...nats, tailTokens[k]!];
      }),
    ),
  );
  const named = ["mask language", "neurons", "text language", "n neurons", "predicted tokens"];
  return {
    columns: [...named, "base nats", "nats", "change nats", "change low", "change high", "tokens in no window"],
    rows,
  };
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** What the matrix comes to: mean changes in nats; null where there is no such cell. */
export interface Finding {
  /** In the language whose neurons are zeroed. */
  readonly own: number | null;
  readonly others: number | null;
  /** With random neurons, in all. */
  readonly random: number | null;
  /** Languages whose own neurons hurt them more than any other language, of those with both. */
  readonly specific: number;
  readonly compared: number;
  /** Whose own loss surely rises. */
  readonly surelyHurt: number;
}

export function findingOf(result: DeactivationResult): Finding {
  const { maskLanguages, textLanguages } = result;
  const changes = changesOf(result, "mask");
  const own: number[] = [];
  const others: number[] = [];
  let specific = 0;
  let surelyHurt = 0;
  for (const [m, language] of maskLanguages.entries()) {
    const k = textLanguages.indexOf(language);
    others.push(...changes[m]!.filter((_, text) => text !== k));
    if (k < 0) continue;
    const change = changes[m]![k]!;
    own.push(change);
    if (changes[m]!.every((other, text) => text === k || other < change)) specific++;
    const interval = result.maskIntervals[m]![k]!;
    if (change > 0 && isSureOf(result.windows[k]!, interval)) surelyHurt++;
  }
  return {
    own: mean(own),
    others: mean(others),
    random: mean(changesOf(result, "random").flat()),
    specific,
    compared: own.length,
    surelyHurt,
  };
}
