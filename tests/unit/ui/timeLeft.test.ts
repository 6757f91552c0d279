import { expect, test } from "vitest";
import type { JobRecord } from "../../../src/state/store";
import { languageSecondsLeft } from "../../../src/ui/scan/languageSecondsLeft";
import { timeLeftMeter } from "../../../src/ui/shell/timeLeft";

const job = (progress: JobRecord["progress"], id = 1): JobRecord => ({
  id,
  kind: "openModel",
  label: "Open the model",
  status: "running",
  progress,
});
const read = (bytesDone: number, step: "reading" | "hashing" = "reading", id = 1) =>
  job({ kind: "load", value: { step, bytesDone, bytesTotal: 1000 } }, id);

test("bytes left over the rate of the last ten seconds, once one second was timed", () => {
  const left = timeLeftMeter();
  expect(left(read(0), 0)).toBeNull();
  expect(left(read(50), 500)).toBeNull();
  expect(left(read(100), 1000)).toBe(900 / 100);
  for (let s = 2; s <= 12; s++) left(read(100 + 10 * (s - 1)), 1000 * s);
  expect(left(read(220), 13_000)).toBe(780 / 10);
});

test("each step and each job is timed by itself, and what stands still has no end", () => {
  const left = timeLeftMeter();
  left(read(0), 0);
  expect(left(read(500), 1000)).toBe(1);
  expect(left(read(0, "hashing"), 1500)).toBeNull();
  expect(left(read(250, "hashing"), 2500)).toBe(3);
  expect(left(read(0, "hashing", 2), 3000)).toBeNull();
  expect(left(read(0, "hashing", 2), 5000)).toBeNull();
});

test("a corpus counts files' bytes or languages; an unknown total and a scan have no time here", () => {
  const left = timeLeftMeter();
  const at = (done: number) => job({ kind: "corpus", value: { step: "tokenizing", name: "mlt_Latn", done, total: 4 } });
  left(at(0), 0);
  expect(left(at(1), 2000)).toBe(6);
  expect(left(job(null), 3000)).toBeNull();
  expect(left(job({ kind: "load", value: { step: "listing", bytesDone: 0, bytesTotal: 0 } }), 4000)).toBeNull();
});

test("a language's time left: its tokens left over the scan's rate", () => {
  const counted = { language: "mlt_Latn", tokensDone: 200, tokensTotal: 1000 };
  expect(languageSecondsLeft(counted, 400)).toBe(2);
  expect(languageSecondsLeft(counted, null)).toBeNull();
  expect(languageSecondsLeft(undefined, 400)).toBeNull();
  expect(languageSecondsLeft({ ...counted, tokensDone: 1000 }, 400)).toBeNull();
});
