import type { WeightFormat } from "../../transformer/weightFormat";

/** How weights can lie on the GPU in our own decoder. */
export const FORMATS = ["as stored", "f32", "f16", "q8", "q4"] as const satisfies readonly WeightFormat[];
