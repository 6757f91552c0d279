import wgsl from "../../shaders/attention/attention_backward_key_value.wgsl?raw";
import tiles from "../../shaders/attention/attention_tiles.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import { ATTENTION_PARAMS, attentionWorkgroup, tileThreads } from "./attentionShape";

/**
 * Gradients of attention with respect to its keys and values; `terms` come from attention_backward_terms. The twin is
 * `attentionBackwardReference`.
 */
export const attentionBackwardKeyValue = (dHead: number) =>
  defineKernel({
    name: "attention_backward_key_value",
    wgsl: tiles + wgsl,
    workgroupSize: attentionWorkgroup,
    constants: { D_HEAD: dHead },
    params: ATTENTION_PARAMS,
    buffers: {
      q: ["read", "f32", "n_queries", "n_heads", dHead],
      k: ["read", "f32", "n_keys", "n_kv_heads", dHead],
      v: ["read", "f32", "n_keys", "n_kv_heads", dHead],
      window_end: ["read", "u32", "n_keys"],
      d_o: ["read", "f32", "n_queries", "n_heads", dHead],
      terms: ["read", "vec2f", "n_queries", "n_heads"],
      d_k: ["read_write", "f32", "n_keys", "n_kv_heads", dHead],
      d_v: ["read_write", "f32", "n_keys", "n_kv_heads", dHead],
    },
    threads: (params) => tileThreads(params, params.n_keys, params.n_kv_heads, dHead),
  });
