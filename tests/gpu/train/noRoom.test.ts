import { describe, expect } from "vitest";
import { createTuning } from "../../../src/train/createTuning";
import { planTuning } from "../../../src/train/trainables";
import { runTiny } from "../../support/finetuneRun";
import { fullDevice } from "../../support/fullDevice";
import { gpuTest } from "../../support/gpuHarness";
import { randomSource, TINY_CONFIG } from "../../support/randomModel";
import { openTiny } from "../../support/tinyDecoder";
import { TINY_MODEL, TINY_NEURONS, tinyConfig } from "../../support/tinyTraining";
import { watchBuffers } from "../../support/watchBuffers";

const UP = "model.layers.1.mlp.up_proj.weight";
const ADVICE = "MB): train less (a subnetwork or LoRA), or load the frozen weights in a smaller format";
const BASE = { source: randomSource(TINY_MODEL), formats: new Map() };

describe("where the GPU has no room it is said for what, and nothing is left", () => {
  gpuTest.for([UP, `gradient of ${UP}`])("%s", async (name, { device }) => {
    const watch = watchBuffers(device);
    const plan = planTuning(TINY_CONFIG, tinyConfig("subnetwork"), TINY_NEURONS);
    const full = fullDevice(device, (label) => label === name);
    const created = createTuning(plan, BASE, full, { seed: 1 });
    await expect(created).rejects.toThrow(`the GPU has no room for ${name} (0.0 ${ADVICE}`);
    expect(watch.count()).toBe(0);
  });

  gpuTest.for([`m of ${UP}`, `v of ${UP}`, `best of ${UP}`, "prefix of window 1"])("%s", async (name, { device }) => {
    const config = tinyConfig("subnetwork", { steps: 4, validateEvery: 1, cachePrefix: name.startsWith("prefix") });
    // Without neurons in the lower layer there is a prefix to keep.
    const neurons = [[], [3, 27]];
    let hasRoom = true;
    const full = fullDevice(device, (label) => !hasRoom && label === name);
    const { decoder, close } = await openTiny(full, TINY_CONFIG);
    await runTiny(device, config, { neurons, decoder }); // what is compiled, or taken for good, lies there from now on
    const watch = watchBuffers(device);
    hasRoom = false;
    const { error } = await runTiny(device, config, { neurons, decoder });
    expect(String(error)).toContain(`the GPU has no room for ${name} (0.0 MB)`);
    expect(watch.count()).toBe(0);
    close();
  });
});

gpuTest("an embedding that cannot be bound as a whole is not trained", async ({ device }) => {
  const bytes = 4 * TINY_CONFIG.dVocab * TINY_CONFIG.dModel;
  const binding = (maxStorageBufferBindingSize: number): GPUDevice =>
    new Proxy(device, {
      get(target, key) {
        const { maxBufferSize } = target.limits;
        if (key === "limits") return { maxBufferSize, maxStorageBufferBindingSize };
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  const plan = planTuning(TINY_CONFIG, tinyConfig("full"), null);
  await expect(createTuning(plan, BASE, binding(bytes - 4), { seed: 1 })).rejects.toThrow(
    `the gradient of model.embed_tokens.weight has ${bytes} bytes, the device binds ${bytes - 4}: train by a method`,
  );
  (await createTuning(plan, BASE, binding(bytes), { seed: 1 })).destroy();
});
