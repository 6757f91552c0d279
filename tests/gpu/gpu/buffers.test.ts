import { expect, test } from "vitest";
import { download, Readback, storageBuffer, upload } from "../../../src/gpu/buffers";
import { requestDevice } from "../../../src/gpu/device";
import { GpuError } from "../../../src/gpu/watchErrors";
import { gpuTest } from "../../support/gpuHarness";

const floats = (...values: number[]): Float32Array<ArrayBuffer> => Float32Array.from(values);

gpuTest("what was uploaded comes back, whole and in part", async ({ device }) => {
  const buffer = upload(device, floats(1, 2, 3, 4));
  expect([...new Float32Array(await download(device, buffer))]).toEqual([1, 2, 3, 4]);
  expect([...new Float32Array(await download(device, buffer, 8))]).toEqual([3, 4]);
  expect([...new Float32Array(await download(device, buffer, 4, 8))]).toEqual([2, 3]);
});

gpuTest("a new storage buffer is zero, holds whole words, and no more than the device allows", async ({ device }) => {
  const buffer = storageBuffer(device, 5);
  expect(buffer.size).toBe(8);
  expect([...new Uint32Array(await download(device, buffer))]).toEqual([0, 0]);
  expect(() => storageBuffer(device, 2 ** 40, "huge")).toThrow("buffer huge of 1099511627776 bytes exceeds");
});

gpuTest(
  "a readback gives what its sources held when it was asked, slice behind slice, again and again",
  async ({ device }) => {
    const [a, b] = [upload(device, floats(1, 2)), upload(device, floats(3, 4))];
    const readback = new Readback(device, 16);
    const first = readback.read([{ buffer: a }, { buffer: b, offset: 4, size: 4 }]);
    device.queue.writeBuffer(a, 0, floats(9, 9));
    await expect(readback.read([{ buffer: a }])).rejects.toThrow("a read is under way");
    expect([...new Float32Array(await first)]).toEqual([1, 2, 4]);
    expect([...new Float32Array(await readback.read([{ buffer: a }]))]).toEqual([9, 9]);
    readback.destroy();
  },
);

test("what a lost device does not give back is an error of the GPU, not a stop", async () => {
  const { device } = (await requestDevice())!;
  const buffer = upload(device, floats(1, 2));
  const reading = download(device, buffer);
  device.destroy();
  const error = await reading.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GpuError);
  expect(error).toMatchObject({ name: "GpuError", deviceLost: true });
});
