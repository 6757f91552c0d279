import { expect } from "vitest";
import { Submissions } from "../../../src/gpu/submissions";
import { GpuError } from "../../../src/gpu/watchErrors";
import { gpuTest } from "../../support/gpuHarness";

gpuTest("work that the GPU refuses is named when it is settled, once", async ({ device }) => {
  const submissions = new Submissions(device);
  const readable = device.createBuffer({ size: 4, usage: GPUBufferUsage.COPY_SRC });
  const clear = (buffer: GPUBuffer) => () => {
    const encoder = device.createCommandEncoder();
    encoder.clearBuffer(buffer);
    device.queue.submit([encoder.finish()]);
  };
  const writable = device.createBuffer({ size: 4, usage: GPUBufferUsage.COPY_DST });
  submissions.submit("right", clear(writable));
  await submissions.settle();
  submissions.submit("right again", clear(writable));
  submissions.submit("wrong", clear(readable));
  submissions.submit("right after it", clear(writable));
  const error = await submissions.settle().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GpuError);
  expect((error as Error).message).toMatch(/^wrong: .*CopyDst/s);
  await submissions.settle();
});

gpuTest("work that throws is told when it is settled", async ({ device }) => {
  const submissions = new Submissions(device);
  submissions.submit("never", () => {
    throw new RangeError("no such layer");
  });
  await expect(submissions.settle()).rejects.toThrow("no such layer");
});
