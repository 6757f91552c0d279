import { expect } from "vitest";
import { download, submitPass } from "../../../src/gpu/buffers";
import { Kernel } from "../../../src/gpu/kernel";
import { residualAdd } from "../../../src/kernels/residualAdd";
import { Workspace } from "../../../src/transformer/workspace";
import { gpuTest } from "../../support/gpuHarness";

gpuTest("buffers are kept by name and grow with what calls need of them", async ({ device }) => {
  const workspace = new Workspace(device);
  workspace.begin(10);
  const first = workspace.rows("a", 3);
  expect([first.size, workspace.rows("a", 2), workspace.find("b")]).toEqual([120, first, undefined]);
  workspace.begin(4);
  expect(workspace.rows("a", 3)).toBe(first);
  // A name that only smaller calls use takes no more than they need.
  expect(workspace.rows("b", 5).size).toBe(80);
  expect(workspace.byteLength).toBe(200);
  workspace.begin(11);
  expect(workspace.byteLength).toBe(0);
  expect(workspace.rows("b", 5).size).toBe(220);
  workspace.destroy();
});

gpuTest("a buffer that is replaced while commands are recorded lives until they have run", async ({ device }) => {
  const add = await Kernel.create(device, residualAdd);
  const workspace = new Workspace(device);
  workspace.begin(4);
  const x = workspace.filled("x", Float32Array.of(1, 2, 3, 4));
  const branch = workspace.filled("branch", Float32Array.of(10, 20, 30, 40));
  const sum = workspace.rows("sum");
  submitPass(device, "add", (pass) => {
    add.record(pass, { x, branch, sum }, { n: 4 });
    expect(workspace.rows("x", 2)).not.toBe(x);
  });
  workspace.begin(4);
  expect(new Float32Array(await download(device, sum))).toEqual(Float32Array.of(11, 22, 33, 44));
  workspace.destroy();
});
