import type { JobRecord } from "../../state/store";
import { formatBytes, formatCount, formatDuration, formatProgress, formatSpeed } from "../format";
import { languageName } from "../languageStyle";
import { finetuneLine } from "./finetuneLine";

/** A job in words and numbers, for the bar at the bottom and for the rail. */
export interface JobLine {
  readonly title: string;
  /** What it works on, how much, how fast, how long still. */
  readonly parts: readonly string[];
  readonly done: number;
  /** 0 while it is not known. */
  readonly total: number;
  /** What saves how far it is can be paused. */
  readonly canPause: boolean;
}

type Progress = NonNullable<JobRecord["progress"]>;
type ScanValue = Extract<Progress, { kind: "scan" }>["value"];

/** The language at work: begun and not done, or else the first that is not done. */
export function currentLanguage({ languages }: ScanValue): string | null {
  const open = languages.filter(({ tokensDone, tokensTotal }) => tokensDone < tokensTotal);
  return (open.find(({ tokensDone }) => tokensDone > 0) ?? open[0])?.language ?? null;
}

function scanParts(value: ScanValue): string[] {
  if (value.step === "tokenizing") return ["reads the text into tokens"];
  if (value.step === "self-check") return ["self-check: one window on WebGPU and on wasm"];
  const language = currentLanguage(value);
  return [
    ...(language ? [`${languageName(language)} (${language})`] : []),
    `${formatCount(value.tokensDone)} / ${formatCount(value.tokensTotal)} tokens`,
    ...(value.tokensPerSecond === null ? [] : [formatSpeed(value.tokensPerSecond)]),
    ...(value.secondsLeft === null ? [] : [`${formatDuration(value.secondsLeft)} left`]),
  ];
}

/** One line that says what a job does now. `secondsLeft`: of what does not tell it itself, see `timeLeftMeter`. */
export function jobLine({ kind, label, status, progress }: JobRecord, secondsLeft: number | null = null): JobLine {
  const canPause = kind === "scan" || kind === "finetune" || kind === "evaluate" || kind === "align";
  if (status === "queued") return { title: label, parts: ["waits"], done: 0, total: 0, canPause };
  if (!progress) return { title: label, parts: ["starts"], done: 0, total: 0, canPause };
  const left = secondsLeft === null ? [] : [`${formatDuration(secondsLeft)} left`];
  if (progress.kind === "load") {
    const { step, bytesDone, bytesTotal } = progress.value;
    const bytes = bytesTotal > 0 ? [`${formatBytes(bytesDone)} / ${formatBytes(bytesTotal)}`] : [];
    return { title: label, parts: [step, ...bytes, ...left], done: bytesDone, total: bytesTotal, canPause };
  }
  if (progress.kind === "corpus") {
    const { step, name, done, total } = progress.value;
    return { title: label, parts: [step, name, formatProgress(done, total), ...left], done, total, canPause };
  }
  if (progress.kind === "finetune") {
    const { done, total, parts } = finetuneLine(progress.value, secondsLeft);
    return { title: label, parts, done, total, canPause };
  }
  if (progress.kind === "evaluation") {
    const { says, done, total } = progress.value;
    const share = total > 0 ? [formatProgress(done, total)] : [];
    return { title: label, parts: [says, ...share, ...left], done, total, canPause };
  }
  if (progress.kind === "export") {
    const { bytesDone, bytesTotal } = progress.value;
    const bytes = `${formatBytes(bytesDone)} / ${formatBytes(bytesTotal)}`;
    return { title: label, parts: [bytes, ...left], done: bytesDone, total: bytesTotal, canPause };
  }
  const { tokensDone, tokensTotal } = progress.value;
  return { title: label, parts: scanParts(progress.value), done: tokensDone, total: tokensTotal, canPause };
}
