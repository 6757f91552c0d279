import { defineKernel } from "../src/gpu/kernelSpec";

/** What a first version of linear_forward looks like: one invocation for each element, f32 weights, every operand read from memory. */
export const naiveLinear = defineKernel({
  name: "naive_linear",
  wgsl: `
struct Params { n_rows: u32, n_in: u32, n_out: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> w: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;
override WORKGROUP_SIZE_X: u32;
override WORKGROUP_SIZE_Y: u32;
@compute @workgroup_size(WORKGROUP_SIZE_X, WORKGROUP_SIZE_Y)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let n = gid.x;
  let t = gid.y;
  if (n >= params.n_out || t >= params.n_rows) { return; }
  var sum = 0.0;
  for (var k = 0u; k < params.n_in; k++) { sum += x[t * params.n_in + k] * w[n * params.n_in + k]; }
  y[t * params.n_out + n] = sum;
}`,
  workgroupSize: [8, 8],
  params: { n_rows: "u32", n_in: "u32", n_out: "u32" },
  buffers: {
    x: ["read", "f32", "n_rows", "n_in"],
    w: ["read", "f32", "n_out", "n_in"],
    y: ["read_write", "f32", "n_rows", "n_out"],
  },
  threads: ({ n_out, n_rows }) => [n_out, n_rows],
});

/** Fused multiply-adds of numbers in registers and nothing else: as fast as the device computes in f32. */
export const registerProducts = defineKernel({
  name: "register_products",
  wgsl: `
struct Params { n_threads: u32, n_loops: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> out: array<f32>;
override WORKGROUP_SIZE: u32;
@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= params.n_threads) { return; }
  let a = vec4f(0.5 + 1e-9 * f32(gid.x));
  var s = vec4f(1.0);
  var t = vec4f(2.0);
  var u = vec4f(3.0);
  var v = vec4f(4.0);
  for (var i = 0u; i < params.n_loops; i++) {
    s = fma(s, a, a);
    t = fma(t, a, a);
    u = fma(u, a, a);
    v = fma(v, a, a);
  }
  out[gid.x] = dot(s + t, u + v);
}`,
  workgroupSize: [256],
  params: { n_threads: "u32", n_loops: "u32" },
  buffers: { out: ["read_write", "f32", "n_threads"] },
  threads: ({ n_threads }) => [n_threads],
});

/** Multiplications and additions of an invocation's loop: 4 vectors of 4. */
export const FLOP_PER_LOOP = 32;
