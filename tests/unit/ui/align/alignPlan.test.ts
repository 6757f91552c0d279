import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { alignForm } from "../../../../src/state/alignForm";
import { SAMPLE_LANGUAGES } from "../../../../src/state/sampleLanguages";
import type { State } from "../../../../src/state/store";
import { alignPlan, alignRequests } from "../../../../src/ui/align/alignPlan";

const form = alignForm.getInitialState();
const row = (language: string, aligned = true, documents = 500) => ({ language, aligned, documents });
const state = (change: object = {}): Parameters<typeof alignPlan>[1] => {
  const model = { hash: "m", nLayers: 6, dModel: 256 };
  const runs = [
    { id: "own", hasDelta: true, model: { hash: "m", dtype: "q4" } },
    { id: "of another", hasDelta: true, model: { hash: "other" } },
    { id: "without weights", hasDelta: false, model: { hash: "m" } },
  ];
  return { corpus: null, environment: null, model, runs, ...change } as unknown as State;
};

describe("what is aligned", () => {
  test("the project's aligned languages, or the sample's where there are none", () => {
    const rows = [row("cym_Latn"), row("deu_Latn"), row("mlt_Latn", false)];
    const own = alignPlan(form, state({ corpus: { rows } }));
    expect(own).toMatchObject({ text: "corpus", languages: ["cym_Latn", "deu_Latn"], sentences: 200, missing: null });
    expect(alignRequests(own)).toEqual([{ languages: ["cym_Latn", "deu_Latn"], sentences: 200 }]);
    const unaligned = alignPlan(form, state({ corpus: { rows: [row("mlt_Latn", false)] } }));
    expect(unaligned.text).toBe("sample-interface");
    expect(unaligned.languages).toEqual(SAMPLE_LANGUAGES);
  });

  test("no more sentences than the shortest of the chosen texts has", () => {
    const rows = [row("cym_Latn"), row("deu_Latn", true, 49), row("eng_Latn"), row("mlt_Latn", false, 3)];
    const planOf = (change: object) => alignPlan({ ...form, ...change }, state({ corpus: { rows } }));
    expect(planOf({ sentences: 1e6 })).toMatchObject({ sentences: 49, mostSentences: 49 });
    expect(planOf({ sentences: 20 }).sentences).toBe(20);
    expect(planOf({ languages: ["cym_Latn", "eng_Latn"] })).toMatchObject({ sentences: 200, mostSentences: 500 });
    const ofFiles = planOf({ text: [new File(["a"], "cym_Latn.txt")], sentences: 1e6 });
    expect(ofFiles).toMatchObject({ sentences: 1e6, mostSentences: null });
    const file = readFileSync("public/corpora/interface/cym_Latn.txt", "utf8");
    const inFile = file.trimEnd().split("\n").length;
    expect(planOf({ text: "sample-interface", sentences: 1e6 }).sentences).toBe(inFile);
  });

  test("tells what the vectors of all sentences and layers take", () => {
    const rows = [row("cym_Latn"), row("deu_Latn"), row("eng_Latn")];
    const planOf = (change: object) => alignPlan({ ...form, sentences: 20, ...change }, state({ corpus: { rows } }));
    // Three languages, 20 sentences, the embedding and six layers, 256 numbers of four bytes.
    expect(planOf({}).vectorBytes).toBe(430_080);
    expect(planOf({ text: [new File(["a"], "cym_Latn.txt")] }).vectorBytes).toBeNull();
  });

  test("a software adapter begins with what it does in a minute, English among it", () => {
    const plan = alignPlan(form, state({ environment: { adapter: { isSoftware: true } } }));
    expect(plan.languages).toEqual(["afr_Latn", "cym_Latn", "eng_Latn"]);
    expect(plan.sentences).toBe(24);
  });

  test("a request a model, the base first; runs of other models are none", () => {
    const set = { ...form, runs: ["of another", "own", "without weights", "gone"], pivot: "eng_Latn" };
    const plan = alignPlan({ ...set, languages: ["deu_Latn", "eng_Latn"], sentences: 50 }, state());
    const common = {
      corpus: "sample-interface",
      languages: ["deu_Latn", "eng_Latn"],
      pivot: "eng_Latn",
      sentences: 50,
    };
    expect(alignRequests(plan)).toEqual([
      { ...common, beside: "own" },
      { ...common, run: "own" },
    ]);
  });

  test("says what is missing, and forgets a pivot that is not among the languages", () => {
    const one = alignPlan({ ...form, languages: ["deu_Latn"], pivot: "eng_Latn" }, state());
    expect(one).toMatchObject({ missing: "Choose two languages or more.", pivot: null });
    expect(alignPlan({ ...form, hasBase: false }, state()).missing).toBe("Choose a model.");
    const files = [new File(["a"], "cym_Latn.txt"), new File(["b"], "eng_Latn.txt")];
    const ofFiles = alignPlan({ ...form, text: files }, state());
    expect(ofFiles).toMatchObject({ available: null, languages: null, missing: null });
    expect(alignRequests(ofFiles)).toEqual([{ corpus: files, sentences: 200 }]);
  });

  test("files that have fields are read by those that are named, others and samples by none", () => {
    const reading = { textField: " sentence ", languageField: "", idField: "key" };
    const requestOf = (...names: string[]) => {
      const files = names.map((name) => new File(["a"], name));
      const plan = alignPlan({ ...form, reading, text: files }, state());
      expect(alignRequests(plan)[0]!.corpus).toBe(files);
      return alignRequests(plan)[0]!.reading;
    };
    expect(requestOf("cym_Latn.jsonl", "eng_Latn.tsv.gz")).toEqual({ textField: "sentence", idField: "key" });
    expect(requestOf("all.zip")).toEqual({ textField: "sentence", idField: "key" });
    expect(requestOf("cym_Latn.txt", "eng_Latn.devtest")).toBeUndefined();
    expect(
      alignRequests(alignPlan({ ...form, reading, text: "sample-interface" }, state()))[0]!.reading,
    ).toBeUndefined();
  });
});
