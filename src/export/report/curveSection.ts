import type { StepRecord, TrainLog } from "../../train/trainLog";
import { languageText } from "./languageText";
import { type ChartLine, lineChart } from "./lineChart";
import type { Content, Markup } from "./markup";
import { changeText, columnText, countText } from "./numberText";
import type { ReportValues } from "./reportValues";
import { section, table } from "./table";

const MOST_POINTS = 300;

/** Means over equally many steps, at the tokens of the last of them. */
function trainingLine(steps: readonly StepRecord[]): ChartLine {
  const perPoint = Math.max(1, Math.ceil(steps.length / MOST_POINTS));
  const buckets = Array.from({ length: Math.ceil(steps.length / perPoint) }, (_, p) =>
    steps.slice(p * perPoint, (p + 1) * perPoint),
  );
  return {
    name: "training",
    series: 6,
    isDashed: true,
    x: buckets.map((bucket) => bucket.at(-1)!.tokens),
    y: buckets.map((bucket) => bucket.reduce((sum, { lossNats }) => sum + lossNats, 0) / bucket.length),
  };
}

/** Losses of the run: the trained language first, then those watched. */
function curves({ steps, validations, language, bestStep }: TrainLog): ChartLine[] {
  const watched = Object.keys(validations[0]?.lossNats ?? {}).filter((one) => one !== language);
  const lines = [language, ...watched].flatMap((one, series): ChartLine[] => {
    const records = validations.filter(({ lossNats }) => lossNats[one] !== undefined);
    if (records.length === 0) return [];
    const best = one === language ? records.findIndex(({ step }) => step === bestStep) : -1;
    const name = `${languageText(one)}, validation`;
    const [x, y] = [records.map(({ tokens }) => tokens), records.map(({ lossNats }) => lossNats[one]!)];
    return [{ name, series, x, y, marked: best < 0 ? [] : [best] }];
  });
  return steps.length > 0 ? [...lines, trainingLine(steps)] : lines;
}

function lossTable({ validations, language, bestStep }: TrainLog): Content {
  const first = validations[0];
  const kept = validations.find(({ step }) => step === bestStep) ?? validations.at(-1);
  if (!first || !kept) return null;
  const languages = [language, ...Object.keys(first.lossNats).filter((one) => one !== language)];
  return table(
    `Validation loss, nats a token, before the run and after step ${countText(kept.step)}, whose weights are kept`,
    [{ name: "Language" }, ...["Before", "After", "Change"].map((name) => ({ name, isNumber: true }))],
    languages.map((one) => {
      const [before, after] = [first.lossNats[one], kept.lossNats[one]];
      const change = before === undefined || after === undefined ? undefined : after - before;
      return [languageText(one), columnText(before), columnText(after), changeText(change)];
    }),
  );
}

/** How the losses went over the run. */
export function curveSection({ run }: ReportValues): Markup | null {
  const log = run?.log;
  if (!log) return null;
  const lines = curves(log);
  if (lines.length === 0) return null;
  const title = "Loss over tokens trained on; a ring marks the best validation";
  return section(
    "training",
    "Training",
    lineChart({ title, x: "tokens trained on", y: "loss (nats / token)", lines }),
    lossTable(log),
  );
}
