import { barChart } from "./barChart";
import { languageText, shortNames } from "./languageText";
import type { Markup } from "./markup";
import { matrixChart } from "./matrixChart";
import { countText } from "./numberText";
import type { ReportValues } from "./reportValues";
import { section } from "./table";

/** How many neurons of each language lie in each layer. */
export function neuronSection({ neurons }: ReportValues): Markup | null {
  if (!neurons || neurons.languages.length === 0) return null;
  const { languages, counts } = neurons;
  const drawn =
    languages.length === 1
      ? barChart(`Neurons of ${languageText(languages[0]!)} by layer`, "layer", "neurons", counts[0]!)
      : matrixChart({
          title: "Neurons by language and layer",
          ...{ y: "language", x: "layer", rows: shortNames(languages), values: counts, text: countText },
          columns: counts[0]!.map((_, layer) => String(layer)),
        });
  return section("neurons", "Neurons", drawn);
}
