import { useCallback, useMemo, useState } from "react";
import type { ProjectionMethod } from "../../evaluate/projectSentences";
import { formatCount, formatPlural } from "../format";
import { NumberRow } from "../parts/NumberRow";
import { Section } from "../parts/Section";
import { Term } from "../parts/Term";
import { useStore } from "../useStore";
import type { Curves } from "./curveLines";
import { MapChart } from "./MapChart";
import { SentenceTexts } from "./SentenceTexts";
import { MOST_JOINED, type SentenceMap } from "./sentencePlane";
import { type KeptPair, subjectName } from "./useAlignments";
import { useProjection } from "./useProjection";

/** The sentences of one or two models in one plane, which the first decides. */
export function SentenceMaps({
  kept,
  shown,
  layer,
  isCentred,
  styleOf,
  source,
  stem,
}: {
  kept: KeptPair;
  /** Languages that are drawn. */
  shown: readonly string[];
  layer: number;
  isCentred: boolean;
  styleOf: Curves["styleOf"];
  source: string;
  stem: string;
}) {
  const [method, setMethod] = useState<ProjectionMethod>("pca");
  const [sentence, setSentence] = useState<number | undefined>(undefined);
  const isBusy = useStore((state) => state.jobs.some(({ kind }) => kind === "align"));
  const [first, second] = kept;
  const { projected, error, make } = useProjection({
    ...{ base: first.summary.id, layer, method, seed: 1, isCentred, languages: shown },
    ...(second ? { tuned: second.summary.id } : {}),
  });
  const n = projected?.texts[0]?.length ?? 0;
  const chosen = sentence !== undefined && sentence <= n ? sentence - 1 : null;
  const pick = useCallback((id: string) => setSentence(Number(id) + 1), []);
  const maps = useMemo(() => {
    if (!projected) return [];
    const titled = (name: string) => `${method === "pca" ? "PCA" : "UMAP"} of sentences, layer ${layer}: ${name}`;
    return [first, second].flatMap((one, place): SentenceMap[] => {
      if (!one || (place === 1 && projected.tuned === null)) return [];
      const shows = place === 0 ? "base" : "tuned";
      return [{ projected, shows, title: titled(subjectName(one.summary)), styleOf, chosen }];
    });
  }, [projected, method, layer, first, second, styleOf, chosen]);
  return (
    <Section
      title="Sentences"
      aside={
        <span className="buttons">
          <Term id={method === "pca" ? "sentencePca" : "sentenceUmap"}>What is this?</Term>
          <select
            aria-label="Projection"
            value={method}
            onChange={(event) => setMethod(event.currentTarget.value as ProjectionMethod)}
          >
            <option value="pca">PCA</option>
            <option value="umap">UMAP</option>
          </select>
        </span>
      }
    >
      {make && (
        <div className="buttons">
          <button type="button" className="button" disabled={isBusy} onClick={make}>
            Map layer {layer} by UMAP
          </button>
          <span className="hint">
            Takes seconds, up to half a minute for 2,000 points; for each layer and choice of languages anew.
          </span>
        </div>
      )}
      {error && <p className="problem">{error}</p>}
      {shown.length === 0 && <p className="hint">Choose a language above.</p>}
      {projected && (
        <>
          <div className="align-figures maps">
            {maps.map((map) => (
              <MapChart
                key={map.shows}
                map={map}
                source={source}
                stem={`${stem}-${method}-layer-${layer}-${map.shows}`}
                onPick={pick}
              />
            ))}
          </div>
          <div className="align-sentence">
            <NumberRow
              name="Sentence"
              unit={`of ${formatCount(n)}`}
              hint={`Its translations are joined by a line; click a point to choose its sentence. Of at most ${MOST_JOINED} sentences all are joined.`}
              value={sentence}
              empty="none"
              min={1}
              max={n}
              step={1}
              onCommit={setSentence}
            />
          </div>
          {chosen === null ? (
            <p className="hint">
              {formatPlural(n, "sentence")} in each language. Click a point to join its translations and read them.
            </p>
          ) : (
            <SentenceTexts languages={projected.languages} texts={projected.texts} chosen={chosen} />
          )}
        </>
      )}
    </Section>
  );
}
