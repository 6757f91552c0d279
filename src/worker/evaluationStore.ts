import { sha256 } from "hash-wasm";
import type { EvaluationKind } from "../evaluate/evaluationResults";
import type { PartStore } from "../evaluate/partStore";
import { checkJson, type JsonValue } from "../formats/json";
import type { ByteStore } from "../storage/byteStore";
import type { KeptEvaluation } from "./evaluation";

/** Under it lies every evaluation: `{id}/record` of one that is done, `{id}/parts/{name}` of one under way. */
const EVALUATIONS = "evaluations/";
/** Of the records' shape: to raise with it. What another version left is neither listed nor read, and made anew; an earlier one's is removed. */
const VERSION = 3;

const recordKey = (id: string): string => `${EVALUATIONS}${id}/record`;
const partsKey = (id: string): string => `${EVALUATIONS}${id}/parts/`;

interface EvaluationRecord<K extends EvaluationKind> {
  readonly version: number;
  readonly kept: KeptEvaluation<K>;
}

const hashOf = async (value: JsonValue): Promise<string> => (await sha256(JSON.stringify(value))).slice(0, 16);

/** The id of what `made` describes: all that decides the result. */
export const evaluationId = (made: JsonValue): Promise<string> => hashOf([VERSION, made]);

/** The same of two evaluations that were measured alike. */
export const settingsHash = (kind: EvaluationKind, settings: JsonValue): Promise<string> => hashOf([kind, settings]);

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
  const keyOf = (name: string): string => `${partsKey(id)}${name}`;
  return {
    load: (name) => readJson(store, keyOf(name)),
    save: (name, value) => writeJson(store, keyOf(name), value),
  };
}

/** How many parts an evaluation that was stopped has left. */
export const countParts = async (store: ByteStore, id: string): Promise<number> =>
  (await store.list(partsKey(id))).length;

/** Keeps an evaluation that is done, in the place of its parts. */
export async function keepEvaluation(store: ByteStore, kept: KeptEvaluation): Promise<void> {
  const { id } = kept.summary;
  await writeJson(store, recordKey(id), { version: VERSION, kept } satisfies EvaluationRecord<EvaluationKind>);
  await removeAll(store, partsKey(id));
}

/** The evaluation; undefined where there is none that is done, or another version made it. */
export async function loadEvaluation<K extends EvaluationKind>(
  store: ByteStore,
  id: string,
): Promise<KeptEvaluation<K> | undefined> {
  const record = await readJson<Partial<EvaluationRecord<K>>>(store, recordKey(id));
  return record?.version === VERSION ? record.kept : undefined;
}

/** All evaluations that are done, oldest first. */
export async function loadEvaluations(store: ByteStore): Promise<KeptEvaluation[]> {
  const kept: KeptEvaluation[] = [];
  for (const key of await store.list(EVALUATIONS)) {
    const [, id, part] = key.split("/");
    const found = part === "record" ? await loadEvaluation(store, id!) : undefined;
    if (found) kept.push(found);
  }
  return kept.sort((a, b) => a.summary.date.localeCompare(b.summary.date));
}

/** Ids of evaluations that were begun and have no result: stopped, or under way. */
export async function unfinishedIds(store: ByteStore): Promise<string[]> {
  const keys = await store.list(EVALUATIONS);
  const ids = new Set(keys.map((key) => key.split("/")[1]!));
  for (const key of keys) {
    const [, id, part] = key.split("/");
    if (part === "record") ids.delete(id!);
  }
  return [...ids];
}

/** Bytes that an evaluation holds, with its parts. */
export const weighEvaluation = (store: ByteStore, id: string): Promise<number> => store.weigh(`${EVALUATIONS}${id}/`);

/**
 * Frees what no list shows and nothing can read: results of versions before this one, results that were damaged, and parts of
 * evaluations that are done, which a tab left that died in between. A later version's results stay: another tab may show them.
 */
export async function removeUnreadable(store: ByteStore): Promise<void> {
  for (const key of await store.list(EVALUATIONS)) {
    const [, id, part] = key.split("/");
    if (part !== "record") continue;
    const record = await readJson<Partial<EvaluationRecord<EvaluationKind>>>(store, key);
    const { version = 0 } = record ?? {};
    if (version < VERSION) await removeEvaluation(store, id!);
    if (version === VERSION) await removeAll(store, partsKey(id!));
  }
}

/** Forgets an evaluation with its parts. */
export const removeEvaluation = (store: ByteStore, id: string): Promise<void> =>
  removeAll(store, `${EVALUATIONS}${id}/`);
