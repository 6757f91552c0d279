import { type ArrayOf, type Dtype, dtypeBytes, toTypedArray } from "./dtype";
import { FormatError } from "./formatError";
import { pickle } from "./pickle";
import type { PickleValue } from "./pickleValue";
import { openStoredZip, type StoredEntry, writeStoredZip } from "./storedZip";
import { TORCH_GLOBALS, type TorchTensor } from "./torchTensor";
import { unpickle } from "./unpickle";

/** Newer torch aligns its storages so; older ones read any. */
const ALIGNMENT = 64;
/** What torch.save has written since 1.6. */
const VERSION = "3\n";
const MAX_NOTE_BYTES = 64 * 2 ** 20;

/** An open file of torch.save (1.6 and newer). */
export interface TorchZip {
  /** What was saved; `asTensor` reads its tensors' descriptions. */
  readonly value: PickleValue;
  /** Entries by name behind the archive's root folder. */
  readonly entries: ReadonlyMap<string, StoredEntry>;
}

/** Opens a file: its pickle is read, its tensors are not yet. Nothing is executed. */
export async function openTorchZip(file: Blob): Promise<TorchZip> {
  const all = await openStoredZip(file);
  const roots = [...all.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (roots.length !== 1) {
    throw new FormatError(`not a file of torch.save: ${roots.length} entries are named <folder>/data.pkl, expected 1`);
  }
  const root = roots[0]!.slice(0, -"data.pkl".length);
  const inside = [...all].filter(([name]) => name.startsWith(root));
  const entries = new Map(inside.map(([name, entry]) => [name.slice(root.length), entry]));
  const byteOrder = entries.get("byteorder");
  if (byteOrder) {
    const order = byteOrder.size < 16 ? new TextDecoder().decode(await byteOrder.read()) : "unknown";
    if (order !== "little") throw new FormatError(`byteorder is "${order}"; only little-endian files are read`);
  }
  return { value: unpickle(new Uint8Array(await entries.get("data.pkl")!.read()), TORCH_GLOBALS), entries };
}

/** Reads a tensor that must have this dtype. `what` names it in errors. */
export async function readTorchTensor<D extends Dtype>(
  file: TorchZip,
  tensor: TorchTensor,
  dtype: D,
  what: string,
): Promise<ArrayOf[D]> {
  if (tensor.dtype !== dtype) throw new FormatError(`${what} is ${tensor.dtype}, expected ${dtype}`);
  const { storageKey, storageElements, offset, nElements } = tensor;
  const size = dtypeBytes(dtype);
  const entry = file.entries.get(`data/${storageKey}`);
  if (!entry) throw new FormatError(`${what}: entry data/${storageKey} is missing in the archive`);
  if (entry.size !== storageElements * size) {
    throw new FormatError(
      `${what}: data/${storageKey} has ${entry.size} bytes, ${storageElements} ${dtype} take ${storageElements * size}`,
    );
  }
  return toTypedArray(dtype, (await entry.read()).slice(offset * size, (offset + nElements) * size));
}

/** Text that someone put beside the tensors, such as `extra/manifest.json`; undefined when there is none. */
export async function readTorchNote(file: TorchZip, name: string): Promise<string | undefined> {
  const entry = file.entries.get(name);
  if (!entry) return undefined;
  if (entry.size > MAX_NOTE_BYTES) {
    throw new FormatError(`${name} has ${entry.size} bytes, ${MAX_NOTE_BYTES} at most are read`);
  }
  return new TextDecoder().decode(await entry.read());
}

/**
 * A file that torch.load reads, also with `weights_only=True`. `storages[i]` becomes `data/<i>`, which nodes of `value` name by
 * the key `"<i>"`; `notes` are text entries that torch.load ignores.
 */
export function writeTorchZip(
  root: string,
  value: PickleValue,
  storages: readonly ArrayBufferView<ArrayBuffer>[],
  notes: Readonly<Record<string, string>> = {},
): Blob {
  const utf8 = (text: string) => new TextEncoder().encode(text);
  const entries = new Map<string, Uint8Array<ArrayBuffer>>();
  entries.set(`${root}/data.pkl`, pickle(value));
  entries.set(`${root}/byteorder`, utf8("little"));
  for (const [i, data] of storages.entries()) {
    entries.set(`${root}/data/${i}`, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  entries.set(`${root}/version`, utf8(VERSION));
  for (const [name, text] of Object.entries(notes)) entries.set(`${root}/${name}`, utf8(text));
  return writeStoredZip(entries, ALIGNMENT);
}
