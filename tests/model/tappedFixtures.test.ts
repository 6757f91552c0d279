import { describe, expect, test } from "vitest";
import { type TapOptions, type TappedModel, tapModel } from "../../src/model/tapModel";
import { runTwin, TWIN_ACT } from "../support/decoderTwin";
import { closeness } from "../support/numeric";
import { ACTIVATIONS, type Activation } from "../support/onnxActivations";
import type { FixtureSpec } from "../support/onnxDecoder";
import { FIXTURE_IDS, FIXTURES, type Fixture, makeFixture, N_LAYERS, SEQ_LEN } from "../support/onnxFixtures";
import { openWasm, runWasm } from "../support/ortWasm";

/**
 * How far ONNX Runtime's gates may be from the f64 twin's (their root mean square is 1.5): three times what f32 sums gave, and
 * twice what f16 gave, which rounds every tensor to 11 bits.
 */
const tolerance = ({ weights }: FixtureSpec) => (weights === "f16" || weights === "q4f16" ? 0.01 : 2e-5);

function tap(spec: FixtureSpec, fixture: Fixture, options: Partial<TapOptions> = {}): Promise<TappedModel> {
  const file = { path: "onnx/model.onnx", blob: new Blob([fixture.model]) };
  const shards = spec.shard ? [{ path: `onnx/${spec.shard}`, blob: new Blob([fixture.shard]) }] : [];
  return tapModel(file, shards, { nLayers: N_LAYERS, dMlp: fixture.dMlp, ...options });
}

describe.each(FIXTURES)("$name", (spec) => {
  const fixture = makeFixture(spec);
  const activation: Activation = ACTIVATIONS[spec.activation];

  test("its taps give each layer's gate, as the twin computes it", async () => {
    const tapped = await tap(spec, fixture);
    expect(tapped.taps.map(({ layer }) => layer)).toEqual([0, 1]);
    expect(tapped.taps.map(({ actFn }) => actFn)).toEqual(
      Array(2).fill(activation.ownBias ? "identity" : activation.fn),
    );
    expect([tapped.dMlp, tapped.dtype]).toEqual([fixture.dMlp, fixture.float]);
    const session = await openWasm(tapped);
    expect(session.outputNames).toEqual(tapped.taps.map(({ tensor }) => tensor));
    const results = await runWasm(session, tapped.inputs, FIXTURE_IDS);
    const { gates } = runTwin(fixture.twin, FIXTURE_IDS);
    const atol = tolerance(spec);
    for (const { layer, tensor } of tapped.taps) {
      const [got, gate] = [results.get(tensor)!, gates[layer]!];
      const want = activation.ownBias ? gate.map(TWIN_ACT[activation.fn]) : gate;
      expect(closeness(got, want, { rtol: 0, atol })).toBeLessThanOrEqual(1);
      const { count, nearZero } = countTwin(gate, fixture.dMlp, atol);
      const counted = countOverZero(got, fixture.dMlp);
      for (const [j, n] of counted.entries()) expect(Math.abs(n - count[j]!)).toBeLessThanOrEqual(nearZero[j]!);
      // A comparison in which everything may differ would say nothing.
      expect(nearZero.reduce((sum, n) => sum + n, 0)).toBeLessThan(0.02 * gate.length);
    }
    await session.release();
  });

  test("its surgery leaves what the gates need and no more", async () => {
    const [pruned, whole] = [await tap(spec, fixture), await tap(spec, fixture, { prune: false })];
    expect(pruned.record).toMatchObject({ nodesBefore: whole.record.nodesAfter, pruned: true });
    expect(whole.record).toMatchObject({ nodesBefore: whole.record.nodesAfter, pruned: false });
    expect(whole.record.bytesAfter).toBe(whole.record.bytesBefore);
    const session = await openWasm(whole);
    const results = await runWasm(session, whole.inputs, FIXTURE_IDS);
    const { logits } = runTwin(fixture.twin, FIXTURE_IDS);
    expect(closeness(results.get("logits")!, logits, { rtol: 0, atol: 20 * tolerance(spec) })).toBeLessThanOrEqual(1);
    await session.release();
    // The head alone is a tenth of these small models' weights; the last layer's up and down go too.
    expect(pruned.record.bytesAfter).toBeLessThan(0.9 * whole.record.bytesAfter);
    const [forced, forcedWhole] = [pruned.record.accuracyLevelForced, whole.record.accuracyLevelForced];
    expect([forced, forcedWhole]).toEqual(
      spec.weights.startsWith("q") ? [blocksLeft(spec), blocksWhole(spec)] : [0, 0],
    );
  });
});

const blocksALayer = ({ gated }: FixtureSpec) => (gated === "apart" ? 7 : 6);
/** All layers and the head; all are written with accuracy_level 4. */
const blocksWhole = (spec: FixtureSpec) => 2 * blocksALayer(spec) + 1;
/** The first layer; q, k, v, o and the gate of the last. */
const blocksLeft = (spec: FixtureSpec) => blocksALayer(spec) + 5;

/** Counts of values over zero per neuron, [seq, dMlp]. */
function countOverZero(values: ArrayLike<number>, dMlp: number): number[] {
  const count = new Array<number>(dMlp).fill(0);
  for (let t = 0; t < SEQ_LEN; t++) for (let j = 0; j < dMlp; j++) if (values[t * dMlp + j]! > 0) count[j]!++;
  return count;
}

function countTwin(gate: Float64Array, dMlp: number, margin: number): { count: number[]; nearZero: number[] } {
  const nearZero = countOverZero(
    gate.map((g) => (Math.abs(g) <= margin ? 1 : 0)),
    dMlp,
  );
  return { count: countOverZero(gate, dMlp), nearZero };
}
