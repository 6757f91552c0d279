import { describe, expect } from "vitest";
import { download, submitPass, upload } from "../../../src/gpu/buffers";
import { compileOnce } from "../../../src/gpu/compileOnce";
import { Kernel } from "../../../src/gpu/kernel";
import { defineKernel } from "../../../src/gpu/kernelSpec";
import { gpuTest, run } from "../../support/gpuHarness";

const HEADER = `struct Params { n: u32, add: i32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<i32>;
@group(0) @binding(2) var<storage, read_write> y: array<i32>;
override WORKGROUP_SIZE: u32;
`;

/** y[i] = x[i] + add over a grid that may be folded. */
const addTo = defineKernel({
  name: "add_to",
  wgsl: `${HEADER}
@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) size: vec3u) {
  let i = gid.x + gid.y * size.x * WORKGROUP_SIZE;
  if (i >= params.n) { return; }
  y[i] = x[i] + params.add;
}`,
  workgroupSize: [1],
  params: { n: "u32", add: "i32" },
  buffers: { x: ["read", "i32", "n"], y: ["read_write", "i32", "n"] },
  threads: ({ n }) => [n],
});

const integers = (n: number): Uint32Array<ArrayBuffer> => Uint32Array.from({ length: n }, (_, i) => i);

gpuTest.for([1, 65_535, 65_536, 100_000])(
  "a grid of %d workgroups reaches every element once",
  async (n, { device }) => {
    const { y } = await run(device, addTo, { n, add: 1 }, { x: integers(n), y: new Uint32Array(n) });
    expect(y).toEqual(integers(n).map((i) => i + 1));
  },
);

describe("a dispatch", () => {
  gpuTest("binds part of a buffer by offset", async ({ device }) => {
    const kernel = await Kernel.create(device, addTo);
    const [x, y] = [upload(device, integers(128)), upload(device, new Uint32Array(128))];
    submitPass(device, "test", (pass) =>
      kernel.record(pass, { x: { buffer: x, offset: 256 }, y: { buffer: y, offset: 256, size: 8 } }, { n: 2, add: -3 }),
    );
    const got = new Int32Array(await download(device, y));
    expect([...got.subarray(63, 67)]).toEqual([0, 61, 62, 0]);
    expect([...new Int32Array(await download(device, y, 256, 8))]).toEqual([61, 62]);
  });

  gpuTest("shares its pass with others, each with its own params, more of them than are kept", async ({ device }) => {
    const kernel = await Kernel.create(device, addTo);
    const x = upload(device, integers(1));
    const ys = Array.from({ length: 600 }, () => upload(device, new Uint32Array(1)));
    submitPass(device, "test", (pass) => {
      for (const [add, y] of ys.entries()) kernel.record(pass, { x, y }, { n: 1, add });
      for (const [add, y] of ys.entries()) kernel.record(pass, { x: y, y: x }, { n: 1, add: -add });
    });
    for (const i of [0, 255, 256, 599]) expect([...new Int32Array(await download(device, ys[i]!))]).toEqual([i]);
    expect([...new Int32Array(await download(device, x))]).toEqual([0]);
  });

  gpuTest("creates no buffer for params it has seen", async ({ device }) => {
    const kernel = await Kernel.create(device, addTo);
    const [x, y] = [upload(device, integers(4)), upload(device, new Uint32Array(4))];
    let created = 0;
    const create = device.createBuffer.bind(device);
    device.createBuffer = (descriptor) => {
      created++;
      return create(descriptor);
    };
    for (let i = 0; i < 10; i++)
      submitPass(device, "test", (pass) => kernel.record(pass, { x, y }, { n: 4, add: i % 2 }));
    expect(created).toBe(2);
  });

  gpuTest("of no threads records nothing", async ({ device }) => {
    const kernel = await Kernel.create(device, addTo);
    const x = upload(device, integers(4));
    submitPass(device, "test", (pass) => kernel.record(pass, { x, y: x }, { n: 0, add: 1 }));
  });

  gpuTest("is refused with a clear word", async ({ device }) => {
    const kernel = await Kernel.create(device, addTo);
    const [x, y] = [upload(device, integers(128)), upload(device, new Uint32Array(128))];
    const record = (buffers: Parameters<typeof kernel.record>[1], params: { n: number; add: number }) => () =>
      submitPass(device, "test", (pass) => kernel.record(pass, buffers, params));
    expect(record({ x, y }, { n: 129, add: 0 })).toThrow("add_to: x i32[n] needs 516 bytes, has 512");
    expect(record({ x, y: { buffer: y, offset: 256 } }, { n: 65, add: 0 })).toThrow(
      "add_to: y i32[n] needs 260 bytes, has 256",
    );
    expect(record({ x, y: { buffer: y, size: 4 } }, { n: 2, add: 0 })).toThrow("add_to: y i32[n] needs 8 bytes, has 4");
    expect(record({ x: { buffer: x, offset: 4 }, y }, { n: 2, add: 0 })).toThrow(
      "starts at byte 4, which is no multiple of 256",
    );
    expect(record({ x, y }, { n: 1.5, add: 0 })).toThrow("add_to: n = 1.5 is no u32");
    expect(record({ x, y }, { n: 1, add: 2 ** 31 })).toThrow("add_to: add = 2147483648 is no i32");
    expect(record({ x, y }, { n: 2 ** 32 - 1, add: 0 })).toThrow("add_to: 4294967295 x 1 x 1 workgroups exceed");
  });
});

gpuTest(
  "a kernel that does not compile names its file, line and column, and reports no second error",
  async ({ device }) => {
    const broken = { ...addTo, wgsl: addTo.wgsl.replace("y[i] =", "z[i] =") };
    await expect(Kernel.create(device, broken)).rejects.toThrow(/^add_to\.wgsl:11:3 .*'z'/);
  },
);

gpuTest("a kernel whose workgroup is too large for the device says so", async ({ device }) => {
  const large = { ...addTo, workgroupSize: [4096] as const };
  await expect(Kernel.create(device, large)).rejects.toThrow(/^add_to\.wgsl: no pipeline: .*4096/);
});

gpuTest("a kernel is compiled once a device, each variant by itself, and again after a failure", async ({ device }) => {
  const kernel = compileOnce(device, addTo);
  expect(compileOnce(device, { ...addTo })).toBe(kernel);
  expect(compileOnce(device, { ...addTo, workgroupSize: [2] })).not.toBe(kernel);
  expect(await kernel).toBeInstanceOf(Kernel);
  const broken = { ...addTo, wgsl: addTo.wgsl.replace("y[i] =", "z[i] =") };
  const failed = compileOnce(device, broken);
  await expect(failed).rejects.toThrow("add_to.wgsl");
  const again = compileOnce(device, broken);
  expect(again).not.toBe(failed);
  await expect(again).rejects.toThrow("add_to.wgsl");
});
