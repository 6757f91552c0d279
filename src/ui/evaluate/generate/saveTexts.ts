import type { GeneratedTexts } from "../../../worker/generationProtocol";
import { save } from "../../parts/save";

/** Saves the texts with all that made them. */
export function saveJson(texts: GeneratedTexts): void {
  const json = `${JSON.stringify(texts, null, 2)}\n`;
  save(new Blob([json], { type: "application/json" }), "generated.json");
}
