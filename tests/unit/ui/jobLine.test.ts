import { expect, test } from "vitest";
import type { JobRecord } from "../../../src/state/store";
import { currentLanguage, jobLine } from "../../../src/ui/shell/jobLine";
import type { FinetuneProgress } from "../../../src/worker/finetuneProtocol";
import type { RunSummary } from "../../../src/worker/runProtocol";

const job = (progress: JobRecord["progress"], change: Partial<JobRecord> = {}): JobRecord => ({
  id: 1,
  kind: "scan",
  label: "Scan",
  status: "running",
  progress,
  ...change,
});
const plain = (parts: readonly string[]) => parts.join(" · ").replaceAll("\u00a0", " ");

const languages = [
  { language: "mkd_Cyrl", tokensDone: 10, tokensTotal: 10 },
  { language: "npi_Deva", tokensDone: 5, tokensTotal: 10 },
  { language: "rus_Cyrl", tokensDone: 0, tokensTotal: 10 },
];
const scanning = {
  step: "scanning",
  languages,
  tokensDone: 18_432,
  tokensTotal: 49_152,
  tokensPerSecond: 5123,
  secondsLeft: 5.9,
  revision: 1,
} as const;

test("a scan says language, tokens, speed and time left, and can be paused", () => {
  const line = jobLine(job({ kind: "scan", value: scanning }));
  expect(plain(line.parts)).toBe("Nepali (npi_Deva) · 18,432 / 49,152 tokens · 5,120 tok/s · 0:06 left");
  expect(line).toMatchObject({ title: "Scan", done: 18_432, total: 49_152, canPause: true });
});

test("nothing is invented before it was timed", () => {
  const line = jobLine(job({ kind: "scan", value: { ...scanning, tokensPerSecond: null, secondsLeft: null } }));
  expect(plain(line.parts)).toBe("Nepali (npi_Deva) · 18,432 / 49,152 tokens");
});

test("the language at work is the one begun, then the first not done", () => {
  expect(currentLanguage(scanning)).toBe("npi_Deva");
  expect(currentLanguage({ ...scanning, languages: [languages[0]!, languages[2]!] })).toBe("rus_Cyrl");
  expect(currentLanguage({ ...scanning, languages: [languages[0]!] })).toBeNull();
});

test("loading says the step and the bytes", () => {
  const value = { step: "reading", bytesDone: 3_200_000, bytesTotal: 7_650_000 } as const;
  const line = jobLine(job({ kind: "load", value }, { kind: "openModel", label: "Open the model" }));
  expect(plain(line.parts)).toBe("reading · 3.20 MB / 7.65 MB");
  expect(line.canPause).toBe(false);
  const timed = jobLine(job({ kind: "load", value }, { kind: "openModel", label: "Open the model" }), 4.2);
  expect(plain(timed.parts)).toBe("reading · 3.20 MB / 7.65 MB · 0:05 left");
});

test("a job that waits, and one that has said nothing yet", () => {
  expect(jobLine(job(null, { status: "queued" })).parts).toEqual(["waits"]);
  expect(jobLine(job(null)).parts).toEqual(["starts"]);
});

test("reading a corpus names the file", () => {
  const line = jobLine(job({ kind: "corpus", value: { step: "tokenizing", name: "mlt_Latn", done: 1, total: 4 } }));
  expect(plain(line.parts)).toBe("tokenizing · mlt_Latn · 25 %");
  const timed = jobLine(
    job({ kind: "corpus", value: { step: "tokenizing", name: "mlt_Latn", done: 1, total: 4 } }),
    61,
  );
  expect(plain(timed.parts)).toBe("tokenizing · mlt_Latn · 25 % · 1:01 left");
});

const run = { name: "Subnetwork cym", stepsDone: 12, lossNats: 3.9407, gradNorm: 0.3955 } as RunSummary;
const training = {
  step: "training",
  bytesDone: 0,
  bytesTotal: 0,
  run,
  stepsTotal: 128,
  tokensPerSecond: 4820,
  secondsLeft: 41,
} as const;
const tuning = (value: FinetuneProgress) => jobLine(job({ kind: "finetune", value }, { kind: "finetune" }));

test("fine-tuning says step, loss, gradient norm, speed and time left, and can be paused", () => {
  const { parts, done, total, canPause } = tuning(training);
  expect(plain(parts)).toBe(
    "Subnetwork cym · step 12 / 128 · loss 3.94 nats · gradient norm 0.396 · 4,820 tok/s · 0:41 left",
  );
  expect([done, total, canPause]).toEqual([12, 128, true]);
});

test("before and between its steps it says what it does", () => {
  expect(plain(tuning({ ...training, step: "weights", run: null, bytesDone: 1e6, bytesTotal: 4e6 }).parts)).toBe(
    "brings the weights to the GPU · 1.00 MB / 4.00 MB",
  );
  expect(plain(tuning({ ...training, step: "tokenizing", run: null }).parts)).toBe("reads the text into tokens");
  expect(plain(tuning({ ...training, step: "validation" }).parts)).toBe("Subnetwork cym · validates");
  expect(tuning({ ...training, step: "validation" }).done).toBe(12);
});
