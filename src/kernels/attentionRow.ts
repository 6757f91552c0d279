import wgsl from "../../shaders/attention/attention_row.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import { attentionBuffers } from "./attentionForward";
import { ATTENTION_PARAMS, checkHeads } from "./attentionShape";

/** Invocations of a workgroup; each owns two channels of a head. */
const SIZE = 64;

/** attention_forward for one query or few. Its definition is attentionForwardReference. */
export const attentionRow = (dHead: number) =>
  defineKernel({
    name: "attention_row",
    wgsl,
    workgroupSize: [SIZE, 1],
    constants: { D_HEAD: dHead },
    params: ATTENTION_PARAMS,
    buffers: attentionBuffers(dHead),
    threads: (params) => {
      checkHeads(params);
      return [SIZE * params.n_queries, params.n_heads, Math.ceil(dHead / (2 * SIZE))];
    },
  });
