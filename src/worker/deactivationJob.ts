import { sha256 } from "hash-wasm";
import { deactivation } from "../evaluate/deactivation";
import { tokensAtOnce } from "../evaluate/scoreContext";
import { countNeurons } from "../evaluate/zeroNeurons";
import type { JsonObject } from "../formats/json";
import type { NeuronMask } from "../lape/neuronMask";
import type { ModelInfo } from "../model/modelInfo";
import { evaluate } from "./evaluationJobs";
import type { Handler } from "./handler";
import { NO_MODEL, NO_SELECTION } from "./missing";
import { readScoredTexts } from "./scoredTexts";
import type { DeactivationRequest, GivenMask } from "./scoreProtocol";
import { need, workbench } from "./workbench";

type Size = Pick<ModelInfo, "nLayers" | "dMlp">;

/** A mask that a script gave, checked and sorted. Throws a RangeError that names what is wrong. */
export function readGivenMask({ languages, neurons }: GivenMask, { nLayers, dMlp }: Size): NeuronMask {
  if (languages.length !== neurons.length) {
    throw new RangeError(`the mask names ${languages.length} languages and has neurons of ${neurons.length}`);
  }
  const sorted = neurons.map((layers, k) => {
    if (layers.length > nLayers) throw new RangeError(`the mask has ${layers.length} layers, the model ${nLayers}`);
    return Array.from({ length: nLayers }, (_, l) => {
      const index = [...new Set(layers[l] ?? [])].sort((a, b) => a - b);
      const odd = index.find((j) => !Number.isInteger(j) || j < 0 || j >= dMlp);
      if (odd === undefined) return Int32Array.from(index);
      throw new RangeError(`${languages[k]} has neuron ${odd} in layer ${l}: they are 0 to ${dMlp - 1}`);
    });
  });
  return { languages, nLayers, dMlp, neurons: sorted };
}

/** The languages of a mask that are asked for; those without neurons are left out unless they are named. */
export function chosenMasks(mask: NeuronMask, wanted: readonly string[] | undefined): NeuronMask {
  const { languages, neurons } = mask;
  const missing = wanted?.filter((language) => !languages.includes(language)) ?? [];
  if (missing.length > 0) {
    throw new RangeError(`the mask has no ${missing.join(", ")}: it has ${languages.join(", ")}`);
  }
  const chosen = [...languages.keys()].filter((k) =>
    wanted ? wanted.includes(languages[k]!) : countNeurons(neurons[k]!) > 0,
  );
  if (chosen.length === 0) throw new RangeError("no language of the mask has neurons: select more of them");
  return { ...mask, languages: chosen.map((k) => languages[k]!), neurons: chosen.map((k) => neurons[k]!) };
}

/** The mask that is asked for, as one of this model. */
function maskOf({ mask, maskLanguages }: DeactivationRequest, { nLayers, dMlp }: Size): NeuronMask {
  if (mask) return chosenMasks(readGivenMask(mask, { nLayers, dMlp }), maskLanguages);
  const selected = need(workbench.selection, NO_SELECTION).mask;
  if (selected.nLayers !== nLayers || selected.dMlp !== dMlp) {
    throw new RangeError(
      `the selection is of a model of ${selected.nLayers} x ${selected.dMlp} neurons, the open one has ${nLayers} x ${dMlp}`,
    );
  }
  return chosenMasks(selected, maskLanguages);
}

async function describeMask({ languages, neurons }: NeuronMask): Promise<JsonObject> {
  const indices = neurons.map((layers) => layers.map((index) => [...index]));
  return { sha256: await sha256(JSON.stringify(indices)), languages, neurons: neurons.map(countNeurons) };
}

/** What zeroing each language's neurons does to the loss in every language, beside random neurons. */
export const deactivate: Handler<"deactivate"> = async (request, context) => {
  const { signal, onProgress } = context;
  const model = need(workbench.model, NO_MODEL);
  const mask = maskOf(request, model.info);
  const { texts, unmeasured, seqLen, seed, resamples, settings, label } = await readScoredTexts(
    request,
    model,
    context,
  );
  return evaluate(
    {
      kind: "deactivation",
      subject: request,
      settings: { ...settings, mask: await describeMask(mask) },
      label: `${mask.languages.length} masks on ${label}`,
      measure: ({ session: { engine, gpu }, tuning }, parts) =>
        deactivation(
          texts,
          mask,
          { seqLen, seed, resamples, unmeasured },
          {
            ...{ decoder: engine.decoder, tuning, signal, parts, tokensAtOnce: tokensAtOnce(gpu) },
            onProgress: (progress) => onProgress({ step: "measuring", ...progress }),
          },
        ),
    },
    context,
  );
};
