import { expect, test } from "vitest";
import { requestDevice } from "../../../src/gpu/device";
import { loadRuntime, runtimeKind } from "../../../src/model/onnxRuntime";
import { openSource } from "../../../src/model/onnxSource";
import { makeReference, runSelfCheck } from "../../../src/model/runSelfCheck";
import { tapModel } from "../../../src/model/tapModel";
import { fetchSample, sampleModel, sampleWindows } from "../../support/sampleModel";

test("a browser without JSPI runs the asyncify build, on both providers", async () => {
  expect(Reflect.deleteProperty(WebAssembly, "Suspending")).toBe(true);
  expect(runtimeKind()).toBe("asyncify");
  const { info, file } = await sampleModel(fetchSample);
  const tapped = await tapModel(file, [], info);
  const { device } = (await requestDevice({ subgroups: false }))!;
  const reference = await makeReference({ file, shards: [], info }, sampleWindows(1, 16).ids);
  const source = await openSource(tapped, { provider: "webgpu", device, info });
  expect(await runSelfCheck(source, device, reference)).toMatchObject({ passed: true, partial: false });
  expect((await loadRuntime()).kind).toBe("asyncify");
  await source.release();
  device.destroy();
});
