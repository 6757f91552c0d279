import type { Points } from "../evaluate/pca";
import { projectSentences as project } from "../evaluate/projectSentences";
import type { ByteStore } from "../storage/byteStore";
import { checkComparedWeights } from "./comparedWeights";
import type { Handler } from "./handler";
import { loadAlignment } from "./keptAlignment";
import { type KeptSentences, loadSentences, loadVectors } from "./sentenceVectors";
import { openStore } from "./storage";

async function sentencesOf(store: ByteStore, id: string): Promise<KeptSentences> {
  const sentences = await loadSentences(store, id);
  if (!sentences) throw new Error(`there are no sentences of an alignment "${id}": it was removed; align again`);
  return sentences;
}

/** Places of the languages that are asked for among those that were measured. */
function placesOf(asked: readonly string[], { languages }: KeptSentences): number[] {
  if (asked.length === 0) throw new RangeError("no languages to show: choose one at least");
  return asked.map((language) => {
    const k = languages.indexOf(language);
    if (k < 0) throw new RangeError(`${language} was not aligned: choose of ${languages.join(" ")}`);
    return k;
  });
}

/** The vectors of languages in a layer, one language after the other. */
async function pointsOf(
  store: ByteStore,
  id: string,
  sentences: KeptSentences,
  places: readonly number[],
  layer: number,
): Promise<Points> {
  const { texts, dModel } = sentences;
  const each = texts[0]?.length ?? 0;
  const values = new Float32Array(places.length * each * dModel);
  for (const [at, k] of places.entries()) {
    values.set(await loadVectors(store, id, sentences, k, layer), at * each * dModel);
  }
  return { values, n: places.length * each, d: dModel };
}

/** Refuses two alignments of other models or weight formats: part of how far sentences moved would be rounding. */
async function checkWeights(store: ByteStore, baseId: string, tunedId: string): Promise<void> {
  const [base, tuned] = [await loadAlignment(store, baseId), await loadAlignment(store, tunedId)];
  checkComparedWeights(base.summary, tuned.summary);
}

/** Puts the sentences of one or two alignments, of one model in one weight format, into one plane. */
export const projectSentences: Handler<"projectSentences"> = async (request, { signal, onProgress }) => {
  const { base: baseId, tuned: tunedId, layer, languages: asked, ...config } = request;
  const store = await openStore();
  const base = await sentencesOf(store, baseId);
  if (!Number.isInteger(layer) || layer < 0 || layer >= base.nLayers) {
    throw new RangeError(`layer ${layer}: layers are 0 (the embedding) to ${base.nLayers - 1}`);
  }
  const languages = asked ?? base.languages;
  const places = placesOf(languages, base);
  const tuned = tunedId === undefined ? null : await sentencesOf(store, tunedId);
  const texts = places.map((k) => base.texts[k]!);
  if (tuned) {
    await checkWeights(store, baseId, tunedId!);
    const others = placesOf(languages, tuned).map((k) => tuned.texts[k]!);
    if (tuned.dModel !== base.dModel || JSON.stringify(others) !== JSON.stringify(texts)) {
      throw new Error("the two alignments are not of the same sentences: align both models on the same text");
    }
  }
  const points = {
    base: await pointsOf(store, baseId, base, places, layer),
    tuned: tuned && (await pointsOf(store, tunedId!, tuned, placesOf(languages, tuned), layer)),
    nLanguages: languages.length,
  };
  const onStep = (says: string, share: number): void =>
    onProgress({ step: "measuring", says, done: Math.round(share * 100), total: 100 });
  return { languages, texts, ...(await project(points, config, { signal, onProgress: onStep })) };
};
