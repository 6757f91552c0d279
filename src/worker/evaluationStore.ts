import { sha256 } from "hash-wasm";
import type { EvaluationKind } from "../evaluate/evaluationResults";
import type { PartStore } from "../evaluate/partStore";
import { checkJson, type JsonObject, type JsonValue } from "../formats/json";
import type { ByteStore } from "../storage/byteStore";
import type { KeptEvaluation } from "./evaluation";

/** Under it lies every evaluation: `{id}/record` of one that is done, `{id}/parts/{name}` of one under way. */
const EVALUATIONS = "evaluations/";
/** Counts changes of what is kept, whatever its kind: to raise with one. */
const VERSION = 3;
/**
 * The version in which a kind's results, their parts, or what lies beside them last changed, where that was after `FIRST`. What is
 * older is neither listed nor read, and made anew; other kinds stay as they are, as hours may be in them. Generation has parts alone:
 * its draws came out otherwise before.
 */
const CHANGED_IN: { readonly [kind: string]: number } = { alignment: 3, generation: 3 } satisfies {
  readonly [K in EvaluationKind | "generation"]?: number;
};
const FIRST = 2;

const versionOf = (kind: string): number => CHANGED_IN[kind] ?? FIRST;

const folderOf = (id: string): string => `${EVALUATIONS}${id}/`;
const recordKey = (id: string): string => `${folderOf(id)}record`;
const partsKey = (id: string): string => `${folderOf(id)}parts/`;

interface EvaluationRecord<K extends EvaluationKind> {
  readonly version: number;
  readonly kept: KeptEvaluation<K>;
}

const hashOf = async (value: JsonValue): Promise<string> => (await sha256(JSON.stringify(value))).slice(0, 16);

/** The id of what `made` describes: all that decides the result. */
export const evaluationId = (made: JsonObject & { readonly kind: string }): Promise<string> =>
  hashOf([versionOf(made.kind), made]);

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

type FoundRecord<K extends EvaluationKind = EvaluationKind> = Partial<EvaluationRecord<K>> | undefined;

/** What a record holds; undefined where it is damaged, or of a version that kept its kind otherwise. */
function keptOf<K extends EvaluationKind>(record: FoundRecord<K>): KeptEvaluation<K> | undefined {
  const { version = 0, kept } = record ?? {};
  return kept && version <= VERSION && version >= versionOf(kept.summary.kind) ? kept : undefined;
}

/** The evaluation; undefined where there is none that is done, or only one that this version cannot read. */
export async function loadEvaluation<K extends EvaluationKind>(
  store: ByteStore,
  id: string,
): Promise<KeptEvaluation<K> | undefined> {
  return keptOf(await readJson<Partial<EvaluationRecord<K>>>(store, recordKey(id)));
}

/** Each evaluation that has a record, with all keys under its id. The store is listed once, and each record read once. */
async function* recorded(store: ByteStore) {
  const keysById = new Map<string, string[]>();
  for (const key of await store.list(EVALUATIONS)) {
    const id = key.split("/")[1]!;
    const keys = keysById.get(id);
    if (keys) keys.push(key);
    else keysById.set(id, [key]);
  }
  for (const [id, keys] of keysById) {
    if (!keys.includes(recordKey(id))) continue;
    const record = await readJson<Partial<EvaluationRecord<EvaluationKind>>>(store, recordKey(id));
    yield { id, keys, record };
  }
}

const byDate = (kept: KeptEvaluation[]): KeptEvaluation[] =>
  kept.sort((a, b) => a.summary.date.localeCompare(b.summary.date));

/** All evaluations that are done, oldest first. */
export async function loadEvaluations(store: ByteStore): Promise<KeptEvaluation[]> {
  const all: KeptEvaluation[] = [];
  for await (const { record } of recorded(store)) {
    const kept = keptOf(record);
    if (kept) all.push(kept);
  }
  return byDate(all);
}

/**
 * As `loadEvaluations`, and frees what no list shows and nothing can read: results of a shape that their kind no longer has, results
 * that were damaged, and parts of evaluations that are done, which a tab left that died in between. A later version's results stay:
 * another tab may show them.
 */
export async function tidyEvaluations(store: ByteStore): Promise<KeptEvaluation[]> {
  const all: KeptEvaluation[] = [];
  for await (const { id, keys, record } of recorded(store)) {
    const kept = keptOf(record);
    if (kept) all.push(kept);
    const isLater = (record?.version ?? 0) > VERSION;
    const unread = kept ? keys.filter((key) => key.startsWith(partsKey(id))) : isLater ? [] : keys;
    for (const key of unread) await store.remove(key);
  }
  return byDate(all);
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
export const weighEvaluation = (store: ByteStore, id: string): Promise<number> => store.weigh(folderOf(id));

/** Forgets an evaluation with its parts. */
export const removeEvaluation = (store: ByteStore, id: string): Promise<void> => removeAll(store, folderOf(id));
