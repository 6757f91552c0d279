import { sha256 } from "hash-wasm";
import type { EvaluationKind } from "../evaluate/evaluationResults";
import type { PartStore } from "../evaluate/partStore";
import { checkJson, type JsonValue } from "../formats/json";
import type { ByteStore } from "../storage/byteStore";
import type { KeptEvaluation } from "./evaluationProtocol";

/** Under it lies every evaluation: `{id}/record` of one that is done, `{id}/parts/{name}` of one under way. */
const EVALUATIONS = "evaluations/";
/** Of the records. What another version left is made anew. */
const VERSION = 1;

const recordKey = (id: string): string => `${EVALUATIONS}${id}/record`;

/** The id of what `made` describes: all that decides the result. */
export async function evaluationId(made: JsonValue): Promise<string> {
  return (await sha256(JSON.stringify([VERSION, made]))).slice(0, 16);
}

async function readJson<T>(store: ByteStore, key: string): Promise<T | undefined> {
  const bytes = await store.read(key);
  // Whole or absent: the store's promise.
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as T);
}

async function writeJson(store: ByteStore, key: string, value: unknown): Promise<void> {
  checkJson(value as JsonValue, key);
  await store.write(key, new TextEncoder().encode(JSON.stringify(value)));
}

async function removeAll(store: ByteStore, prefix: string): Promise<void> {
  for (const key of await store.list(prefix)) await store.remove(key);
}

/** What an evaluation has done so far. */
export function evaluationParts(store: ByteStore, id: string): PartStore {
  const keyOf = (name: string): string => `${EVALUATIONS}${id}/parts/${name}`;
  return {
    load: (name) => readJson(store, keyOf(name)),
    save: (name, value) => writeJson(store, keyOf(name), value),
  };
}

/** How many parts an evaluation that was stopped has left. */
export const countParts = async (store: ByteStore, id: string): Promise<number> =>
  (await store.list(`${EVALUATIONS}${id}/parts/`)).length;

/** Keeps an evaluation that is done, in the place of its parts. */
export async function keepEvaluation(store: ByteStore, kept: KeptEvaluation): Promise<void> {
  const { id } = kept.summary;
  await writeJson(store, recordKey(id), kept);
  await removeAll(store, `${EVALUATIONS}${id}/parts/`);
}

/** The evaluation; undefined where there is none that is done. */
export function loadEvaluation<K extends EvaluationKind>(
  store: ByteStore,
  id: string,
): Promise<KeptEvaluation<K> | undefined> {
  return readJson(store, recordKey(id));
}

/** All evaluations that are done, oldest first. */
export async function loadEvaluations(store: ByteStore): Promise<KeptEvaluation[]> {
  const kept: KeptEvaluation[] = [];
  for (const key of await store.list(EVALUATIONS)) {
    const [, id, part] = key.split("/");
    if (part === "record") kept.push((await loadEvaluation(store, id!))!);
  }
  return kept.sort((a, b) => a.summary.date.localeCompare(b.summary.date));
}

/** Forgets an evaluation with its parts. */
export const removeEvaluation = (store: ByteStore, id: string): Promise<void> =>
  removeAll(store, `${EVALUATIONS}${id}/`);
