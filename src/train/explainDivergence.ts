import { DivergedError } from "./divergence";
import { inWords } from "./firstNotFinite";
import type { StepLauncher } from "./trainStep";

const ADVICE = "Try a lower learning rate, a warm-up or a smaller clip.";

/** The error with where it began, which weights there are, and what to try. */
export async function explainDivergence(
  { message, divergence }: DivergedError,
  launcher: StepLauncher,
  nLayers: number,
  savedStep: number | null,
): Promise<DivergedError> {
  const { step, parameter, weightsAreGood } = divergence;
  const layer = parameter === null ? await launcher.firstNotFinite(step) : divergence.layer;
  const where = parameter === null ? `, and numbers stop being finite ${inWords(layer!, nLayers)}` : "";
  const held = weightsAreGood
    ? `This and later updates were not made: the weights are those after step ${step - 1}. `
    : "";
  const saved = savedStep === null ? "Nothing was saved." : `Saved are the weights after step ${savedStep}.`;
  return new DivergedError(`${message}${where}. ${held}${saved} ${ADVICE}`, { ...divergence, layer });
}
