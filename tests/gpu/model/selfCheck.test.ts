import { expect, test } from "vitest";
import { requestDevice } from "../../../src/gpu/device";
import { chooseDevice } from "../../../src/model/chooseDevice";
import { openSource } from "../../../src/model/onnxSource";
import { makeReference, runSelfCheck } from "../../../src/model/runSelfCheck";
import { tapModel } from "../../../src/model/tapModel";
import { fetchSample, sampleModel, sampleWindows } from "../../support/sampleModel";

test("on this adapter a device is found on which the sample model's gates are right", async () => {
  const { info, file } = await sampleModel(fetchSample);
  const tapped = await tapModel(file, [], info);
  // Shorter windows hide the error of attention with subgroups of 4.
  const reference = await makeReference({ file, shards: [], info }, sampleWindows(1, 64).ids);
  const { chosen, attempts } = await chooseDevice({
    requestDevice,
    openSource: ({ device }) => openSource(tapped, { provider: "webgpu", device, info }),
    check: (source, { device }) => runSelfCheck(source, device, reference),
  });
  expect(chosen).not.toBeNull();
  expect(attempts.at(-1)!.result).toMatchObject({ passed: true, partial: false, hasNaN: false });
  expect(attempts.at(-1)!.result.nCompared).toBeGreaterThan(6 * 64 * 768 * 0.99);
  // Where the first device was refused, it was for what is known of subgroups: right at the first tokens, wrong later.
  for (const { subgroups, result } of attempts.slice(0, -1)) {
    expect(subgroups).toBe(true);
    expect(result.passed).toBe(false);
    expect(result.worst.token).toBeGreaterThanOrEqual(4);
  }
  await chosen!.source.release();
  chosen!.gpu.device.destroy();
});
