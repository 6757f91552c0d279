import { STEER_AMOUNT, type SteerOp, type SteerStep } from "../evaluate/steering";
import { UsageError } from "./exitCodes";
import { toLanguage } from "./language";

const OPS = Object.keys(STEER_AMOUNT) as SteerOp[];

function parseStep(text: string): SteerStep {
  const [name, how, amountText, ...rest] = text.split(":");
  const refuse = (why: string): never => {
    throw new UsageError(`--steer has ${JSON.stringify(text)}: ${why}; a step is LANGUAGE:OP or LANGUAGE:OP:AMOUNT`);
  };
  if (!name) return refuse("it names no language");
  const language = toLanguage(name);
  const op = OPS.find((one) => one === how) ?? refuse(`OP is one of ${OPS.join(", ")}`);
  if (rest.length > 0) refuse("it has too many parts");
  if (amountText === undefined) return { language, op };
  const amount = Number(amountText);
  if (amountText.trim() === "" || !Number.isFinite(amount)) refuse(`${JSON.stringify(amountText)} is no number`);
  return { language, op, amount };
}

/** The steps that --steer names, all in the layers of --layers (all layers unless given). */
export function steerSteps(steps: readonly string[], layers: readonly string[] | undefined): SteerStep[] {
  const chosen = layers?.map((text) => {
    if (!/^\d+$/.test(text)) throw new UsageError(`--layers has ${JSON.stringify(text)}; it takes numbers from 0`);
    return Number(text);
  });
  return steps.map((text) => ({ ...parseStep(text), ...(chosen ? { layers: chosen } : {}) }));
}
