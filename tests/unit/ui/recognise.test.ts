import { describe, expect, test } from "vitest";
import { recognise, type SeenFile } from "../../../src/ui/recognise";

const seen = (path: string, head = "", bytes = 10): SeenFile => ({ path, bytes, head });
const DELTA = '{"__metadata__":{"format":"babelscope-delta","version":"1"},"a.rows.index":{"dtype":"I64"}}';
const all = (...paths: string[]) => recognise(paths.map((path) => seen(path)));

describe("a drop is recognised", () => {
  test("a model folder in Hugging Face layout, with the text files of its tokenizer", () => {
    const paths = ["babel-7m/config.json", "babel-7m/merges.txt", "babel-7m/onnx/model_q4.onnx", "babel-7m/README.md"];
    expect(all(...paths)).toEqual([{ kind: "model", name: "babel-7m", paths, bytes: 40 }]);
  });

  test("an ONNX file without config.json is a model too, so that opening can say what is missing", () => {
    expect(all("m/onnx/model.onnx")).toEqual([{ kind: "model", name: "m", paths: ["m/onnx/model.onnx"], bytes: 10 }]);
    expect(all("onnx/model.onnx")[0]).toMatchObject({ kind: "model", name: "model" });
  });

  test("loose files of a model", () => {
    expect(all("config.json", "model_q4.onnx", "tokenizer.json")).toMatchObject([{ kind: "model", name: "model" }]);
  });

  test("two model folders are two models; a config inside a model is not a third", () => {
    const found = all("x/a/config.json", "x/b/config.json", "x/b/onnx/config.json", "x/b/onnx/model.onnx");
    expect(found.map((one) => one.kind === "model" && one.name)).toEqual(["a", "b"]);
  });

  test.each(["mt.txt", "de.jsonl", "ar.csv", "x.tsv", "mt.txt.gz", "DE.JSONL.GZ", "corpora.zip", "mt.ndjson"])(
    "%s is text",
    (path) => expect(all(path)).toEqual([{ kind: "corpus", paths: [path], bytes: 10 }]),
  );

  test.each(["flores.dev.isl_Latn", "isl_Latn.devtest", "flores/dev/isl_Latn.dev", "isl_Latn.gz", "texts/mt", "mlt"])(
    "%s is text by the language in its name",
    (path) => expect(all(path)).toEqual([{ kind: "corpus", paths: [path], bytes: 10 }]),
  );

  test("a JSON list of rows is a task, any other JSON is not", () => {
    expect(recognise([seen("mmlu.json", '[\n {"question": "Q"')])).toEqual([{ kind: "tasks", paths: ["mmlu.json"] }]);
    const both = ["a.json", "b.json"].map((path) => seen(path, '[{"goal": "G"}]'));
    expect(recognise(both)).toEqual([{ kind: "tasks", paths: ["a.json", "b.json"] }]);
    expect(recognise([seen("a.json", '["a"]')])).toMatchObject([{ kind: "unknown" }]);
  });

  test.each(["README", "notes.md", "isl_Latin", "isl_Latn/cover.png"])("%s is not", (path) =>
    expect(all(path)).toMatchObject([{ kind: "unknown", paths: [path] }]),
  );

  test("a mask that is named after a language stays a mask", () => {
    expect(all("isl_Latn.pt")).toMatchObject([{ kind: "mask", format: "pt" }]);
  });

  test("text beside a model folder is a corpus by itself", () => {
    expect(all("m/config.json", "texts/mt.txt", "texts/de.txt").map(({ kind }) => kind)).toEqual(["model", "corpus"]);
  });

  test.each(["llama-3.1-5.pt", "LLaMA-2-7B.neuron.pth"])("%s is a torch mask", (path) =>
    expect(all(path)).toEqual([{ kind: "mask", format: "pt", paths: [path] }]),
  );

  test("what a run left: a delta by its mark, an adapter by its archive or its two files", () => {
    expect(recognise([seen("Subnetwork-cym.delta.safetensors", DELTA)])).toMatchObject([{ kind: "run" }]);
    expect(all("Subnetwork-cym.peft.zip")).toEqual([{ kind: "run", paths: ["Subnetwork-cym.peft.zip"] }]);
    const files = ["a/adapter_config.json", "a/adapter_model.safetensors"];
    expect(all(...files, "a/notes.md")).toMatchObject([{ kind: "run", paths: files }, { kind: "unknown" }]);
    expect(all("adapter_config.json")).toMatchObject([{ kind: "unknown" }]);
  });

  test("a log by its mark, with the weights of its run where they are dropped with it", () => {
    const log = '{"format":"babelscope-train-log","version":1,"base":{"name":"babel-7m"}}';
    expect(recognise([seen("a.log.json", log)])).toEqual([{ kind: "run", paths: ["a.log.json"] }]);
    const run = (name: string) => [seen(`${name}.log.json`, log), seen(`${name}.peft.zip`)];
    expect(recognise([...run("x/a"), ...run("b"), seen("x/b.log.json", log)])).toEqual([
      { kind: "run", paths: ["x/a.peft.zip", "x/a.log.json"] },
      { kind: "run", paths: ["b.peft.zip", "b.log.json"] },
      { kind: "run", paths: ["x/b.log.json"] },
    ]);
    const table = "step,tokens,loss_nats,learning_rate,grad_norm,validation_eng_Latn,run\r\n0,0";
    const files = [seen("train-log.csv", table), seen("mt.csv", "text,language"), seen("delta.safetensors", DELTA)];
    expect(recognise(files)).toEqual([
      { kind: "corpus", paths: ["mt.csv"], bytes: 10 },
      { kind: "run", paths: ["delta.safetensors", "train-log.csv"] },
    ]);
  });

  test("masks and stats by their mark", () => {
    const mask = '{"mlt_Latn.0":{"dtype":"I64","shape":[3],"data_offsets":[0,24]}}';
    const stats = '{"__metadata__":{"languages":"a b"},"over_zero":{"dtype":"I32","shape":[2,6,768]}}';
    expect(recognise([seen("a.safetensors", mask)])).toMatchObject([{ kind: "mask", format: "safetensors" }]);
    expect(recognise([seen("a.safetensors", stats)])).toMatchObject([{ kind: "stats" }]);
    expect(recognise([seen("a.json", '{ "format": "babelscope-mask", "version": 1')])).toMatchObject([
      { kind: "mask", format: "json" },
    ]);
  });

  test("weights alone are not taken for a mask", () => {
    const weights = '{"model.layers.0.mlp.gate_proj.weight":{"dtype":"F16","shape":[768,256]}}';
    expect(recognise([seen("model.safetensors", weights)])).toMatchObject([
      { kind: "unknown", reason: expect.stringContaining("whole folder") },
    ]);
  });

  test("what is unknown is said once a reason, and hidden files not at all", () => {
    expect(all("a.png", "b.png", ".DS_Store", "__MACOSX/mt.txt")).toEqual([
      { kind: "unknown", paths: ["a.png", "b.png"], reason: expect.stringContaining("ending") },
    ]);
    expect(all(".DS_Store")).toEqual([]);
  });

  test("JSON that is no mask", () => {
    expect(recognise([seen("tokenizer.json", '{"version":"1.0"}')])).toMatchObject([{ kind: "unknown" }]);
  });
});
