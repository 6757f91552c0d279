import { describe, expect, test } from "vitest";
import { initialState, type State } from "../../../src/state/store";
import { languagesToScan, railSteps } from "../../../src/ui/shell/railSteps";

const model = { name: "babel-7m", nLayers: 6, dMlp: 768 } as State["model"] & object;
const row = (language: string) => ({ language }) as NonNullable<State["corpus"]>["rows"][number];
const corpus = { rows: [row("deu_Latn"), row("mlt_Latn")] } as State["corpus"] & object;
const result = { complete: true, source: "scan", n: [2048, 1024] } as unknown as State["result"] & object;
const selection = { selected: 46 } as State["selection"] & object;

const says = (change: Partial<State>) =>
  Object.fromEntries(
    railSteps({ ...initialState, ...change }).map(({ view, status, says }) => [
      view,
      `${status}: ${says.replaceAll("\u00a0", " ")}`,
    ]),
  );

describe("the rail", () => {
  test("an empty page says at every step what to do", () => {
    expect(says({})).toEqual({
      model: "missing: Open a model",
      corpus: "missing: Add text files",
      scan: "missing: Needs model and text",
      neurons: "missing: Scan, or import a mask",
      tune: "missing: Needs a model",
      evaluate: "missing: Needs a model",
      align: "missing: Needs a model",
      export: "missing: Needs a selection",
    });
    expect(says({ model }).scan).toBe("missing: Needs text");
    expect(says({ corpus }).scan).toBe("missing: Needs a model");
  });

  test("model and corpus make the scan ready", () => {
    expect(says({ model, corpus })).toMatchObject({
      model: "done: 4,608 neurons",
      corpus: "done: 2 languages",
      scan: "ready: Scan 2 languages",
    });
  });

  test("a scan running, paused and done", () => {
    const value = { step: "scanning", tokensDone: 62, tokensTotal: 100, languages: [] } as never;
    const job = { id: 1, kind: "scan", label: "Scan", status: "running", progress: { kind: "scan", value } } as const;
    expect(says({ model, corpus, jobs: [job] }).scan).toBe("running: 62 %");
    expect(says({ model, corpus, saved: { tokensDone: 62, tokensTotal: 100, languages: [] } }).scan).toBe(
      "ready: Resume at 62 %",
    );
    expect(says({ model, corpus, result, selection })).toMatchObject({
      scan: "done: 3,072 tokens",
      neurons: "done: 46 selected",
      export: "ready: Mask, counts, table",
    });
  });

  test("a scan that was counted whole on an earlier visit is shown, not made again", () => {
    const saved = { tokensDone: 100, tokensTotal: 100, languages: [] };
    expect(says({ model, corpus, saved }).scan).toBe("ready: Show the saved counts");
    expect(says({ model, corpus, saved, result }).scan).toBe("done: 3,072 tokens");
    expect(says({ model, corpus, saved: { ...saved, tokensDone: 0, tokensTotal: 0 } }).scan).toBe(
      "ready: Scan 2 languages",
    );
  });

  test("alignment: what can be done, and the newest alignment", () => {
    const kept = (kind: string, label: string) => ({ kind, label }) as State["evaluations"][number];
    expect(says({ model }).align).toBe("ready: Compare languages");
    const evaluations = [kept("alignment", "2 languages, 24 sentences"), kept("task", "of another step")];
    expect(says({ model, evaluations }).align).toBe("done: 2 languages, 24 sentences");
    expect(says({ model, evaluations }).evaluate).toBe("done: 1 result");
  });

  test("fine-tuning: what is missing, what would be tuned, how far a run is, what is kept", () => {
    const plan = { missing: "Add training text", nNeurons: null, language: "cym_Latn" } as State["plan"] & object;
    expect(says({ model, plan }).tune).toBe("missing: Needs neurons and text");
    expect(says({ model, plan: { ...plan, nNeurons: 8 } }).tune).toBe("missing: Needs text");
    // Of which language is not chosen yet.
    expect(says({ model, plan, selection }).tune).toBe("missing: Needs text");
    expect(says({ model, plan: { ...plan, missing: null } }).tune).toBe("ready: Fine-tune Welsh");
    const run = { id: "a", status: "running", origin: "trained", stepsDone: 32 } as State["runs"][number];
    const value = { step: "training", run, stepsTotal: 128 } as never;
    const job = {
      id: 1,
      kind: "finetune",
      label: "",
      status: "running",
      progress: { kind: "finetune", value },
    } as const;
    expect(says({ model, runs: [run], jobs: [job] }).tune).toBe("running: 25 %");
    const [paused, done] = [
      { ...run, status: "paused" as const },
      { ...run, id: "b", status: "finished" as const, hasDelta: true },
    ];
    expect(says({ model, runs: [paused, done] }).tune).toBe("ready: 1 run paused");
    expect(says({ model, runs: [done] })).toMatchObject({ tune: "done: 1 run", export: "ready: Runs" });
  });

  test("a job that waits in the queue is not shown as running elsewhere", () => {
    const job = { id: 1, kind: "scan", label: "Scan", status: "queued", progress: null } as const;
    expect(says({ model, corpus, jobs: [job] })).toMatchObject({
      scan: "running: queued",
      model: "done: 4,608 neurons",
    });
  });

  test("counts from a file need neither model nor text", () => {
    expect(says({ result: { ...result, source: "file" } }).scan).toBe("done: 3,072 tokens, file");
  });
});

test("languages that were chosen for another corpus are not scanned", () => {
  expect(languagesToScan({ corpus, scanConfig: { languages: ["mlt_Latn", "afr_Latn"] } })).toEqual(["mlt_Latn"]);
  expect(languagesToScan({ corpus, scanConfig: {} })).toEqual(["deu_Latn", "mlt_Latn"]);
});
