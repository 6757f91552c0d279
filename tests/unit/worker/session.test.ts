import { describe, expect, test } from "vitest";
import type { OpenModel } from "../../../src/worker/openModel";
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
