import { describe, expect, test } from "vitest";
import { requestDevice } from "../../../src/gpu/device";
import { GpuError } from "../../../src/gpu/watchErrors";
import type { ActivationStats } from "../../../src/lape/activationStats";
import { scanStats } from "../../../src/lape/scanStats";
import type { ActivationSource } from "../../../src/model/activationSource";
import { fakeGpuSource, fakeSource, fakeTokens, memoryCheckpoint, withoutPadding } from "../../support/fakeSource";
import { gpuTest } from "../../support/gpuHarness";
import { closeness } from "../../support/numeric";

const SHAPE = { nLayers: 3, dMlp: 35 }; // odd rows: f16 gates of a token start inside a word
const TOKENS = fakeTokens(2, [5, 1, 6], 16);
const CONFIG = { batchWindows: 2 };
const context = (source: ActivationSource, device?: GPUDevice) => ({
  source,
  device,
  signal: new AbortController().signal,
  onProgress() {},
});

/** Counts equal; sums of at most 32 f32 activations of at most 4, added in f64 batch by batch. */
function expectSameStats(got: ActivationStats, want: ActivationStats): void {
  expect([got.languages, got.n, got.overZero]).toEqual([want.languages, want.n, want.overZero]);
  for (const [k, sums] of got.actSum.entries()) {
    expect(closeness(sums, want.actSum[k]!, { rtol: 1e-5, atol: 1e-4 })).toBeLessThanOrEqual(1);
  }
}

describe.for(["f32", "f16"] as const)("%s gates in a reused buffer that is longer than they", (dtype) => {
  gpuTest.for(["silu", "gelu_tanh"] as const)("count as in memory, with %s", async (actFn, { device }) => {
    const shape = { ...SHAPE, actFn };
    const got = await scanStats(TOKENS, CONFIG, context(fakeGpuSource(device, shape, dtype), device));
    expectSameStats(got, await scanStats(TOKENS, CONFIG, context(fakeSource(shape))));
    const inParts = fakeGpuSource(device, shape, dtype, withoutPadding);
    expectSameStats(await scanStats(TOKENS, CONFIG, context(inParts, device)), got);
  });
});

gpuTest("windows without tokens add nothing", async ({ device }) => {
  const tokens = { ...TOKENS[0]!, lengths: Uint32Array.of(16, 0, 16, 0, 3), nTokens: 35 };
  const source = fakeGpuSource(device, SHAPE, "f32", withoutPadding); // gives nothing for the second and the fourth
  const got = await scanStats([tokens], { batchWindows: 1 }, context(source, device));
  expectSameStats(got, await scanStats([tokens], CONFIG, context(fakeSource(SHAPE))));
});

gpuTest("a scan that was aborted goes on, bit for bit", async ({ device }) => {
  const whole = await scanStats(TOKENS, CONFIG, context(fakeGpuSource(device, SHAPE, "f32"), device));
  for (const at of [0, 2, 5]) {
    const checkpoint = memoryCheckpoint();
    const abort = new AbortController();
    const source = fakeGpuSource(device, SHAPE, "f32");
    let run = 0;
    const pausing: ActivationSource = {
      ...source,
      async run(batch, onGate) {
        if (run++ === at) abort.abort(new Error("paused"));
        return source.run(batch, onGate);
      },
    };
    const scan = scanStats(TOKENS, CONFIG, { ...context(pausing, device), signal: abort.signal, checkpoint });
    await expect(scan).rejects.toThrow("paused");
    const rest = scanStats(TOKENS, CONFIG, { ...context(source, device), checkpoint });
    expect(await rest).toEqual(whole);
  }
});

gpuTest("NaN on the GPU fails the scan and names language and layer", async ({ device }) => {
  const broken = fakeGpuSource(device, SHAPE, "f16", (gate, { ids }) => {
    const parts = withoutPadding(gate);
    if (gate.layer === 1 && ids[0] === TOKENS[2]!.ids[0]) parts[0]!.values.fill(Number.NaN);
    return parts;
  });
  const checkpoint = memoryCheckpoint();
  await expect(scanStats(TOKENS, CONFIG, { ...context(broken, device), checkpoint })).rejects.toThrow(
    "lang_2, windows 0 to 1: layer 1: the gates of 35 of 35 neurons are NaN or infinite, first of L1N0",
  );
  expect(checkpoint.saved!.position).toEqual({ language: 1, window: 1 });
});

gpuTest("gates shorter than the batch, on no device, or in memory where there is one, fail", async ({ device }) => {
  const source = fakeGpuSource(device, SHAPE, "f32");
  const large = fakeTokens(3, [60], 16);
  const { lengths, seqLen } = large[0]!;
  const short: ActivationSource = {
    ...source,
    run: (batch, onGate) =>
      source.run({ ...batch, nWindows: 1, lengths: lengths.slice(0, 1), ids: batch.ids.slice(0, seqLen) }, (gate) =>
        onGate({ ...gate, lengths }),
      ),
  };
  await expect(scanStats(large, { batchWindows: 60 }, context(short, device))).rejects.toThrow(
    "lang_0, windows 0 to 59: count_active: gate u32[n_windows, seq_len, d_mlp] needs 134400 bytes, has 16384",
  );
  await expect(scanStats(TOKENS, CONFIG, context(source))).rejects.toThrow("no device was given");
  await expect(scanStats(TOKENS, CONFIG, context(fakeSource(SHAPE), device))).rejects.toThrow("count them without");
});

describe("what the GPU reports without an exception", () => {
  test("fails the scan, and nothing computed since is counted", async () => {
    const { device } = (await requestDevice())!;
    const source = fakeGpuSource(device, SHAPE, "f32");
    let run = 0;
    const failing: ActivationSource = {
      ...source,
      async run(batch, onGate) {
        // a command that is invalid, as a runtime's might be: it is dropped, and its outputs stay as they were
        if (run++ === 3)
          device.queue.submit([
            (() => {
              const encoder = device.createCommandEncoder();
              encoder.clearBuffer(device.createBuffer({ size: 4, usage: GPUBufferUsage.COPY_SRC }));
              return encoder.finish();
            })(),
          ]);
        return source.run(batch, onGate);
      },
    };
    const checkpoint = memoryCheckpoint();
    const error = await scanStats(TOKENS, CONFIG, { ...context(failing, device), checkpoint }).catch((e: Error) => e);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).cause).toBeInstanceOf(GpuError);
    expect((error as Error).message).toMatch(/^lang_\d, windows \d to \d: .*CopyDst/s);
    const whole = await scanStats(TOKENS, CONFIG, context(fakeSource(SHAPE)));
    expectSameStats(await scanStats(TOKENS, CONFIG, { ...context(fakeSource(SHAPE)), checkpoint }), whole);
    device.destroy();
  });

  test("a lost device is named; a new one goes on from there", async () => {
    const first = (await requestDevice())!.device;
    const source = fakeGpuSource(first, SHAPE, "f32");
    let run = 0;
    const dying: ActivationSource = {
      ...source,
      async run(batch, onGate) {
        if (run++ !== 3) return source.run(batch, onGate);
        return source.run(batch, (gate) => {
          if (gate.layer === 1) first.destroy();
          return onGate(gate);
        });
      },
    };
    const checkpoint = memoryCheckpoint();
    const error = await scanStats(TOKENS, CONFIG, { ...context(dying, first), checkpoint }).catch((e: Error) => e);
    expect((error as Error).message).toMatch(/^lang_\d, windows \d to \d: the GPU device was lost/);
    expect((error as Error).cause).toMatchObject({ deviceLost: true });
    expect(checkpoint.saved!.stats.n[0]).toBeGreaterThan(0);

    const second = (await requestDevice())!.device;
    const whole = await scanStats(TOKENS, CONFIG, context(fakeGpuSource(second, SHAPE, "f32"), second));
    const resumed = scanStats(TOKENS, CONFIG, { ...context(fakeGpuSource(second, SHAPE, "f32"), second), checkpoint });
    expect(await resumed).toEqual(whole);
    second.destroy();
  });
});
