import type { ScanConfig } from "../worker/scanProtocol";
import type { State } from "./store";

/**
 * The settings as far as the open model and corpus can take them; the rest has its default. They are kept between visits and outlive a
 * change of model or corpus: windows longer than the context, a BOS token that there is none of, languages that are not there.
 */
export function fitScanConfig({
  model,
  corpus,
  scanConfig,
}: Pick<State, "model" | "corpus" | "scanConfig">): ScanConfig {
  const { seqLen, bos, languages, ...rest } = scanConfig;
  const isLength = model === null || (Number.isInteger(seqLen) && seqLen! >= 2 && seqLen! <= model.context);
  const hasBos = model?.hasBos ?? true;
  const there = corpus
    ? languages?.filter((language) => corpus.rows.some((row) => row.language === language))
    : languages;
  // Nothing chosen is a choice, unless it is all that is left of another corpus's languages.
  const isChoice = there !== undefined && (there.length > 0 || languages?.length === 0);
  return {
    ...rest,
    ...(seqLen !== undefined && isLength ? { seqLen } : {}),
    ...(bos !== undefined && hasBos ? { bos } : {}),
    ...(isChoice ? { languages: there } : {}),
  };
}
