import { STEER_AMOUNT, type SteerOp, type SteerStep } from "../evaluate/steering";
import { UsageError } from "./exitCodes";
import { toLanguage } from "./language";

const OPS = Object.keys(STEER_AMOUNT) as SteerOp[];
const FORM = "a step is LANGUAGE:OP or LANGUAGE:OP:AMOUNT, and @LAYERS behind it as in de:set:0@2-4+7";

/** `2` or `2-4`, of which no model has five digits. */
const LAYERS = /^(\d{1,4})(?:-(\d{1,4}))?$/;

/** Layers of some texts as `2` and `2-4`; undefined where one is none such. */
function parseLayers(texts: readonly string[]): number[] | undefined {
  const layers: number[] = [];
  for (const text of texts) {
    const found = LAYERS.exec(text);
    if (!found) return undefined;
    const [from, to] = [Number(found[1]), Number(found[2] ?? found[1])];
    if (to < from) return undefined;
    for (let layer = from; layer <= to; layer++) layers.push(layer);
  }
  return layers;
}

function parseStep(whole: string): SteerStep {
  const refuse = (why: string): never => {
    throw new UsageError(`--steer has ${JSON.stringify(whole)}: ${why}; ${FORM}`);
  };
  const [text = "", layersText, ...more] = whole.split("@");
  const [name, how, amountText, ...rest] = text.split(":");
  if (!name) return refuse("it names no language");
  const language = toLanguage(name);
  const op = OPS.find((one) => one === how) ?? refuse(`OP is one of ${OPS.join(", ")}`);
  if (rest.length > 0 || more.length > 0) refuse("it has too many parts");
  const amount = amountText === undefined ? undefined : Number(amountText);
  if (amountText?.trim() === "" || (amount !== undefined && !Number.isFinite(amount))) {
    refuse(`${JSON.stringify(amountText)} is no number`);
  }
  const layers = layersText === undefined ? undefined : parseLayers(layersText.split("+"));
  if (layersText !== undefined && !layers) refuse(`${JSON.stringify(layersText)} are no layers`);
  return { language, op, ...(amount === undefined ? {} : { amount }), ...(layers ? { layers } : {}) };
}

/** The steps that --steer names, in their own layers or else in those of --layers (all layers unless given). */
export function steerSteps(steps: readonly string[], layers: readonly string[] | undefined): SteerStep[] {
  const chosen = layers && parseLayers(layers);
  if (layers && !chosen) {
    throw new UsageError(`--layers has ${JSON.stringify(layers.join(","))}; it takes numbers from 0, as 2,5 or 2-4`);
  }
  return steps.map((text) => ({ ...(chosen ? { layers: chosen } : {}), ...parseStep(text) }));
}
