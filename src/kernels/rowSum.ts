import wgsl from "../../shaders/norm/row_sum.wgsl?raw";

/** Invocations of a workgroup that sum a row together; fixed, because `row_sum` adds eight times eight. */
export const ROW_LANES = 64;

/** A kernel's text with `row_sum` behind it. */
export const withRowSum = (kernel: string): string => `${kernel}\n${wgsl}`;
