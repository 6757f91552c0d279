import { describe, expect, test } from "vitest";
import type { OpenModel } from "../../../src/worker/openModel";
import { batchWindowsOf } from "../../../src/worker/scanPlan";
import { canScan, type Session } from "../../../src/worker/session";

const info = { dModel: 256 };
const onnx = { provider: "wasm", tapped: { dtype: "f32" }, info } as unknown as OpenModel;
const own = (residency: string, weightFormat = "as stored") =>
  ({ provider: "wgsl", tapped: null, residency, weightFormat, info }) as unknown as OpenModel;
const session = (model: OpenModel, format: string | null): Session =>
  ({ model, engine: format && { format }, gpu: null, source: { nLayers: 6, dMlp: 768 } }) as unknown as Session;

describe("a session on the bench", () => {
  test("that training left is not what an ONNX model scans on", () => {
    expect(canScan(session(onnx, null))).toBe(true);
    expect(canScan(session(onnx, "as stored"))).toBe(false);
  });

  test("of our decoder scans its model where the weights lie as they were asked for", () => {
    expect(canScan(session(own("resident"), "as stored"))).toBe(true);
    expect(canScan(session(own("resident", "q8"), "as stored"))).toBe(false);
    expect(canScan(session(own("stream"), null))).toBe(true);
  });
});

describe("windows a run", () => {
  const memoryBytes = 6 * 64 * 768 * 4 * 10;

  test("in ONNX Runtime hold the gates of all layers, in our decoder those of one", () => {
    const config = { memoryBytes: memoryBytes / 10 };
    expect(batchWindowsOf(config, session(onnx, null), 64)).toBe(1);
    expect(batchWindowsOf(config, session(own("resident"), "as stored"), 64)).toBe(6);
  });

  test("are as many as the hidden states have room for where weights are read anew for each run", () => {
    const config = { memoryBytes: 64 * 256 * 4 * 1000 };
    expect(batchWindowsOf(config, session(own("stream"), null), 64)).toBe(1000);
  });
});
