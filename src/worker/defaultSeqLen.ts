import type { ModelInfo } from "../model/modelInfo";

/** Tokens a window where none are asked for. */
export const defaultSeqLen = ({ context }: Pick<ModelInfo, "context">): number => Math.min(512, context);
