import { expect, test } from "vitest";
import { buildManifest } from "../../../src/export/manifest";
import { originOf, readManifest, withSelection } from "../../../src/export/readManifest";
import { sampleRun } from "./sampleRun";

test("a manifest in a file is taken as it is; what is none is left out with a warning", () => {
  const warnings: string[] = [];
  const manifest = buildManifest(sampleRun);
  expect(readManifest(JSON.stringify(manifest), warnings)).toEqual(manifest);
  expect(readManifest({ ...manifest }, warnings)).toEqual(manifest);
  expect(readManifest(undefined, warnings)).toBeUndefined();
  expect(warnings).toEqual([]);
  expect(readManifest("{", warnings)).toBeUndefined();
  expect(readManifest([1], warnings)).toBeUndefined();
  expect(readManifest({ format: "other" }, warnings)).toBeUndefined();
  expect(warnings).toEqual([
    expect.stringMatching(/left out: the manifest is not valid JSON/),
    "the manifest in the file was left out: the manifest must be a JSON object",
    "the manifest in the file is not a babelscope-manifest; it was left out",
  ]);
});

test("another selection from counts that came with a manifest changes its selection alone", () => {
  const manifest = buildManifest(sampleRun);
  const other = withSelection(manifest, { topRate: 0.01, filterRate: 0.9, activationBarRatio: 0.8 });
  const selection = { top_rate: 0.01, filter_rate: 0.9, activation_bar_ratio: 0.8 };
  expect(other).toEqual({ ...manifest, settings: { ...(manifest.settings as object), selection } });
  expect(withSelection({ format: "babelscope-manifest", settings: 3 }, null).settings).toEqual({ selection: null });
});

test("the origin of counts is taken from a manifest only as far as it is sound", () => {
  const date = "2026-01-02T03:04:05.000Z";
  expect(originOf(buildManifest(sampleRun))).toEqual({ modelName: "babel-7m", dtype: "q4", date, complete: true });
  const nothing = { modelName: null, dtype: null, date: null, complete: null };
  expect(originOf(undefined)).toEqual(nothing);
  expect(originOf({ format: "babelscope-manifest", model: ["x"], date: "soon", complete: 1 })).toEqual(nothing);
});
