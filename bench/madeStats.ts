import { toInt64 } from "../src/formats/int64";
import { writeSafetensors } from "../src/formats/safetensors";
import { madeUpStats } from "../tests/support/lapeReference";

/** Made-up counts as a stats file (safetensors). */
export function madeStatsFile(nLangs: number, nLayers: number, dMlp: number): Blob {
  const { n, overZero, languages } = madeUpStats(1, nLangs, nLayers, dMlp, 100_000);
  return writeSafetensors(
    [
      { name: "over_zero", dtype: "I32", shape: [nLangs, nLayers, dMlp], parts: overZero },
      { name: "n", dtype: "I64", shape: [nLangs], parts: [toInt64(n)] },
    ],
    { format: "babelscope-activation-stats", version: "1", languages: languages.join(" ") },
  );
}
