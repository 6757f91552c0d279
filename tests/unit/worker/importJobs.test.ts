import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { buildManifest } from "../../../src/export/manifest";
import { exportMask } from "../../../src/export/maskFiles";
import type { JobContext } from "../../../src/worker/handler";
import { importMaskFile, importStatsFile } from "../../../src/worker/importJobs";
import type { OpenModel } from "../../../src/worker/openModel";
import { select } from "../../../src/worker/selectionJobs";
import { setCounts, workbench } from "../../../src/worker/workbench";
import { sampleRun } from "../export/sampleRun";
import { CONFIG } from "./madeCounts";

const context: JobContext<never> = { signal: new AbortController().signal, onProgress: () => undefined };
const torch = (name: string) =>
  new Blob([readFileSync(new URL(`../../fixtures/masks/torch/${name}.pt`, import.meta.url))]);
const maskOf = (dMlp: number) =>
  exportMask(
    { languages: ["eus_Latn"], nLayers: 1, dMlp, neurons: [[Int32Array.of(0, 5)]] },
    "json",
    buildManifest(sampleRun),
  );
const openModel = (nLayers: number, dMlp: number) => {
  workbench.model = { info: { nLayers, dMlp } } as OpenModel;
};

afterEach(() => {
  workbench.model = null;
  workbench.selection = null;
  setCounts(null);
});

describe("a mask beside an open model", () => {
  test("that states as many neurons a layer gives no warning, any other number does", async () => {
    openModel(1, 8);
    expect((await importMaskFile({ file: maskOf(8) }, context)).warnings).toEqual([]);
    const says = (dMlp: number) => [`it is of 1 x ${dMlp} neurons, the open model has 1 x 8`];
    expect((await importMaskFile({ file: maskOf(6) }, context)).warnings).toEqual(says(6));
    expect((await importMaskFile({ file: maskOf(9) }, context)).warnings).toEqual(says(9));
  });

  test("that does not say it takes the model's, where it has as many layers", async () => {
    const { dMlp: least, nLayers } = await importMaskFile({ file: torch("views") }, context);
    openModel(nLayers, least + 90);
    const taken = await importMaskFile({ file: torch("views") }, context);
    expect(taken.dMlp).toBe(least + 90);
    expect(taken.warnings.join("\n")).toContain(`${least + 90}, as many as the open model has, is taken`);
    openModel(nLayers + 1, least + 90);
    expect((await importMaskFile({ file: torch("views") }, context)).dMlp).toBe(least);
    openModel(nLayers, least - 1);
    expect((await importMaskFile({ file: torch("views") }, context)).dMlp).toBe(least);
  });
});

describe("stats of the published script", () => {
  test("take their language's name from the person", async () => {
    const named = await importStatsFile({ file: torch("activation"), languages: ["mlt_Latn"] }, context);
    expect(named).toMatchObject({ languages: ["mlt_Latn"], warnings: [], source: "file" });
  });

  test("warn of what they leave open, and so does every selection from them", async () => {
    const { warnings } = await importStatsFile({ file: torch("activation") }, context);
    expect(warnings).toEqual([expect.stringContaining("the file names no languages")]);
    const selection = await select(CONFIG, context);
    expect(selection.warnings).toEqual(warnings);
    expect(selection.counted).toMatchObject({ nTokens: 5, modelName: "activation stats", dtype: null, date: null });
  });
});
