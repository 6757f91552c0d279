import type { Gpu } from "../gpu/device";
import type { ActivationSource } from "../model/activationSource";
import type { ByteStore } from "../storage/byteStore";
import type { BaseValues } from "../train/baseValues";
import type { Decoder } from "../transformer/decoder";
import type { WeightFormat } from "../transformer/weightFormat";
import type { OpenModel } from "./openModel";
import type { SelfCheckSummary } from "./scanProtocol";

/** Our own decoder with all weights of a model on the GPU. */
export interface Engine {
  readonly decoder: Decoder;
  readonly base: BaseValues;
  readonly format: WeightFormat;
}

/** A model open in a runtime. `checked`: sequence lengths whose self-check this device passed. */
export interface Session {
  readonly model: OpenModel;
  readonly gpu: Gpu | null;
  readonly source: ActivationSource;
  readonly checked: Map<number, SelfCheckSummary>;
  /** Where our own decoder runs the model; null in ONNX Runtime. */
  readonly engine: Engine | null;
}

export type EngineSession = Session & { readonly engine: Engine; readonly gpu: NonNullable<Session["gpu"]> };

/** How a session is checked. */
export interface SessionCheck {
  /** Keeps outcomes between visits. */
  readonly store: ByteStore;
  /** Compares anew what was compared before, in case a driver or a browser has changed unseen. */
  readonly recheck: boolean;
  readonly signal: AbortSignal;
  /** Hears of the outcome, whichever it is. */
  readonly onResult: (summary: SelfCheckSummary) => void;
}

/** Frees a session; one whose device was lost has nothing left to free. */
export async function closeSession({ source, gpu }: Session): Promise<void> {
  await source.release().catch(() => undefined);
  gpu?.device.destroy();
}

/** Whether a scan of its model can run on a session: training may have left our decoder in the place of ONNX Runtime. */
export function canScan({ model, engine }: Session): boolean {
  if (model.provider !== "wgsl") return engine === null;
  return engine === null || engine.format === model.weightFormat;
}
