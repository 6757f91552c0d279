import { expect, test } from "vitest";
import { requestDevice } from "../../../src/gpu/device";
import { GpuError, watchErrors, withErrorScope } from "../../../src/gpu/watchErrors";
import { gpuTest } from "../../support/gpuHarness";

test("a device has its adapter's own limits and features", async () => {
  const adapter = await navigator.gpu.requestAdapter();
  const gpu = await requestDevice();
  expect(gpu!.limits.maxStorageBufferBindingSize).toBe(adapter!.limits.maxStorageBufferBindingSize);
  expect(gpu!.limits.maxBufferSize).toBe(adapter!.limits.maxBufferSize);
  expect(gpu!.device.limits.maxStorageBuffersPerShaderStage).toBe(adapter!.limits.maxStorageBuffersPerShaderStage);
  expect(gpu!.features.includes("subgroups")).toBe(adapter!.features.has("subgroups"));
  expect(structuredClone(gpu!.adapterInfo)).toEqual(gpu!.adapterInfo);
  gpu!.device.destroy();
});

test("subgroups are left out on request", async () => {
  const gpu = await requestDevice({ subgroups: false });
  expect(gpu!.features).not.toContain("subgroups");
  expect(gpu!.device.features.has("subgroups")).toBe(false);
  gpu!.device.destroy();
});

test("this adapter computes on the CPU, and says so", async () => {
  const gpu = await requestDevice();
  expect(gpu!.adapterInfo.architecture).toBe("swiftshader");
  expect(gpu!.isSoftware).toBe(true);
  gpu!.device.destroy();
});

test("no adapter is no device, and no error", async () => {
  const none = { requestAdapter: async () => null } as unknown as GPU;
  expect(await requestDevice({}, none)).toBeNull();
});

/** Copies past the end of a buffer: found by the GPU process, reported without an exception. */
function copyPastTheEnd(device: GPUDevice): void {
  const buffer = device.createBuffer({
    label: "short",
    size: 4,
    usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
  const encoder = device.createCommandEncoder();
  encoder.clearBuffer(buffer, 0, 64);
  device.queue.submit([encoder.finish()]);
}

test("an error that nobody caught fails every check from then on", async () => {
  const { device } = (await requestDevice())!;
  const errors = watchErrors(device);
  errors.check();
  copyPastTheEnd(device);
  await device.queue.onSubmittedWorkDone();
  expect(errors.check).toThrow(GpuError);
  expect(errors.check).toThrow(/short/);
  errors.stop();
  device.destroy();
});

gpuTest("an error inside a scope rejects and is not reported a second time", async ({ device }) => {
  await expect(withErrorScope(device, "copy", () => copyPastTheEnd(device))).rejects.toThrow(/^copy: .*short/s);
  await expect(withErrorScope(device, "copy", () => {})).resolves.toBeUndefined();
  const thrown = withErrorScope(device, "copy", () => {
    throw new RangeError("before the GPU saw it");
  });
  await expect(thrown).rejects.toThrow("before the GPU saw it");
});

test("a lost device fails every check from then on", async () => {
  const { device } = (await requestDevice())!;
  const errors = watchErrors(device);
  device.destroy();
  await device.lost;
  expect(errors.check).toThrow("the GPU device was lost (destroyed)");
  expect(errors.check).toThrow(GpuError);
  errors.stop();
});
