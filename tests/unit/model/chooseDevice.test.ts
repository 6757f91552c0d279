import { expect, test, vi } from "vitest";
import type { Gpu } from "../../../src/gpu/device";
import type { ActivationSource } from "../../../src/model/activationSource";
import { chooseDevice, type DeviceTrial } from "../../../src/model/chooseDevice";
import type { SelfCheckResult } from "../../../src/model/selfCheck";

const outcome = (passed: boolean): SelfCheckResult => ({
  passed,
  partial: false,
  threshold: 0.001,
  ratePerLayer: [passed ? 0 : 0.4],
  worst: { layer: 0, token: 4, neuron: 0, reference: 1, candidate: -1 },
  nCompared: 10,
  hasNaN: false,
});

/** An adapter on which devices pass or fail as `passes` says; notes what happens, in order. */
function adapter(passes: (subgroups: boolean) => boolean, hasSubgroups = true) {
  const events: string[] = [];
  const label = (gpu: Gpu) => (gpu.features.includes("subgroups") ? "with" : "without");
  const trial: DeviceTrial = {
    async requestDevice({ subgroups = true }) {
      const features = hasSubgroups && subgroups ? ["subgroups"] : [];
      const gpu = { features } as unknown as Gpu;
      events.push(`request ${label(gpu)}`);
      return Object.assign(gpu, { device: { destroy: () => events.push(`destroy ${label(gpu)}`) } });
    },
    async openSource(gpu) {
      events.push(`open ${label(gpu)}`);
      return { release: async () => events.push(`release ${label(gpu)}`) } as unknown as ActivationSource;
    },
    async check(_, gpu) {
      events.push(`check ${label(gpu)}`);
      return outcome(passes(gpu.features.includes("subgroups")));
    },
  };
  return { events, trial };
}

test("a device with all features that passes is taken", async () => {
  const { events, trial } = adapter(() => true);
  const { chosen, attempts } = await chooseDevice(trial);
  expect(chosen?.gpu.features).toEqual(["subgroups"]);
  expect(attempts).toEqual([{ features: ["subgroups"], subgroups: true, result: outcome(true) }]);
  expect(events).toEqual(["request with", "open with", "check with"]);
});

test("one that fails is followed by a device without subgroups, checked again", async () => {
  const { events, trial } = adapter((subgroups) => !subgroups);
  const { chosen, attempts } = await chooseDevice(trial);
  expect(chosen?.gpu.features).toEqual([]);
  expect(attempts.map(({ subgroups, result }) => [subgroups, result.passed])).toEqual([
    [true, false],
    [false, true],
  ]);
  expect(events).toEqual([
    ...["request with", "open with", "check with", "release with", "destroy with"],
    ...["request without", "open without", "check without"],
  ]);
});

test("where both fail none is chosen, and nothing stays open", async () => {
  const { events, trial } = adapter(() => false);
  const { chosen, attempts } = await chooseDevice(trial);
  expect(chosen).toBeNull();
  expect(attempts.length).toBe(2);
  expect(events.slice(-2)).toEqual(["release without", "destroy without"]);
});

test("an adapter without subgroups is tried once", async () => {
  const { events, trial } = adapter(() => false, false);
  const { chosen, attempts } = await chooseDevice(trial);
  expect(chosen).toBeNull();
  expect(attempts.length).toBe(1);
  expect(events).toEqual(["request without", "open without", "check without", "release without", "destroy without"]);
});

test("known outcomes are not checked again, and a device known to fail is not opened", async () => {
  const { events, trial } = adapter((subgroups) => !subgroups);
  const saved = new Map<string, SelfCheckResult>();
  const kept: DeviceTrial = {
    ...trial,
    load: async (gpu) => saved.get(gpu.features.join()),
    save: async (gpu, result) => void saved.set(gpu.features.join(), result),
  };
  await chooseDevice(kept);
  events.length = 0;
  const { chosen, attempts } = await chooseDevice(kept);
  expect(chosen?.gpu.features).toEqual([]);
  expect(attempts.map(({ result }) => result.passed)).toEqual([false, true]);
  expect(events).toEqual(["request with", "destroy with", "request without", "open without"]);
});

test("what was open before is tried first, and closed where it is known to fail", async () => {
  const { events, trial } = adapter((subgroups) => !subgroups);
  const openOn = async () => {
    const gpu = (await trial.requestDevice({ subgroups: true }))!;
    return { gpu, source: await trial.openSource(gpu) };
  };
  const open = await openOn();
  await chooseDevice({ ...trial, open });
  expect(events).toEqual([
    ...["request with", "open with", "check with", "release with", "destroy with"],
    ...["request without", "open without", "check without"],
  ]);

  const again = await openOn();
  events.length = 0;
  const load = async (gpu: Gpu) => (gpu === again.gpu ? outcome(false) : undefined);
  const { chosen } = await chooseDevice({ ...trial, open: again, load });
  expect(chosen?.gpu.features).toEqual([]);
  expect(events).toEqual(["release with", "destroy with", "request without", "open without", "check without"]);
});

test("what was open before and passes is kept", async () => {
  const { events, trial } = adapter(() => true);
  const gpu = (await trial.requestDevice({}))!;
  const open = { gpu, source: await trial.openSource(gpu) };
  events.length = 0;
  expect((await chooseDevice({ ...trial, open })).chosen).toEqual(open);
  expect(events).toEqual(["check with"]);
});

test("an error while checking closes what was opened", async () => {
  const { events, trial } = adapter(() => true);
  const failing = { ...trial, check: vi.fn().mockRejectedValue(new Error("cancelled")) };
  await expect(chooseDevice(failing)).rejects.toThrow("cancelled");
  expect(events).toEqual(["request with", "open with", "release with", "destroy with"]);
});

test("no adapter is an error that names wasm", async () => {
  const { trial } = adapter(() => true);
  await expect(chooseDevice({ ...trial, requestDevice: async () => null })).rejects.toThrow("open the model on wasm");
});
