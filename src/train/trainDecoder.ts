import type { Decoder } from "../transformer/decoder";

/** What training needs of a decoder; its device holds all that a run works with. */
export type TrainDecoder = Pick<Decoder, "device" | "config" | "gates" | "logProbs" | "prefix" | "lossAndGradients">;
