import { countElements, type Dtype } from "./dtype";
import { FormatError } from "./formatError";
import { asNode, type PickleValue } from "./pickleValue";

const REBUILD = "torch._utils _rebuild_tensor_v2";
const ORDERED_DICT = "collections OrderedDict";

/** Storage classes that masks and activation files use. */
const STORAGE: Partial<Record<Dtype, string>> = {
  I64: "torch LongStorage",
  I32: "torch IntStorage",
  F32: "torch FloatStorage",
  F64: "torch DoubleStorage",
};
const DTYPE_OF = new Map(Object.entries(STORAGE).map(([dtype, name]) => [name, dtype as Dtype]));

/** The globals that a pickle of tensors may name. None of them is ever called. */
export const TORCH_GLOBALS: ReadonlySet<string> = new Set([REBUILD, ORDERED_DICT, ...DTYPE_OF.keys()]);

/** A contiguous tensor: a range of a storage. */
export interface TorchTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly nElements: number;
  /** Of the first element, in elements. */
  readonly offset: number;
  /** Name of the storage, `data/<key>` in the archive, and the elements it must hold. */
  readonly storageKey: string;
  readonly storageElements: number;
}

/** The tensor that a node of the pickle describes. `what` names it in errors. */
export function asTensor(value: PickleValue | undefined, what: string): TorchTensor {
  const call = asNode(value, "call");
  if (call?.callee !== REBUILD) throw new FormatError(`${what} is not a tensor`);
  const [storage, offset, size, stride] = call.args;
  const id = asNode(asNode(storage, "persistent")?.id, "tuple")?.items ?? [];
  const [tag, type, storageKey, , storageElements] = id;
  const dtype = DTYPE_OF.get(asNode(type, "global")?.name ?? "");
  if (id.length !== 5 || tag !== "storage" || !dtype || typeof storageKey !== "string" || !isCount(storageElements)) {
    throw new FormatError(`${what}: its storage is not described as torch.save does`);
  }
  const shape = asCounts(size, `${what}: size`);
  const strides = asCounts(stride, `${what}: stride`);
  const nElements = countElements(shape, what);
  if (!isCount(offset)) throw new FormatError(`${what}: the storage offset is not an integer from 0`);
  checkContiguous(shape, strides, what);
  if (offset + nElements > storageElements) {
    throw new FormatError(
      `${what}: elements ${offset} to ${offset + nElements} lie outside its storage of ${storageElements}`,
    );
  }
  return { dtype, shape, nElements, offset, storageKey, storageElements };
}

function isCount(value: PickleValue | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function asCounts(value: PickleValue | undefined, what: string): readonly number[] {
  return (asNode(value, "tuple")?.items ?? [null]).map((item) => {
    if (!isCount(item)) throw new FormatError(`${what} must be a tuple of integers from 0`);
    return item;
  });
}

/** Row-major without gaps. The stride of a size of 0 or 1 says nothing and may be anything. */
function checkContiguous(shape: readonly number[], strides: readonly number[], what: string): void {
  if (strides.length !== shape.length) {
    throw new FormatError(`${what}: ${shape.length} sizes, ${strides.length} strides`);
  }
  let expected = 1;
  for (let i = shape.length - 1; i >= 0 && !shape.includes(0); i--) {
    if (shape[i]! > 1 && strides[i] !== expected) {
      throw new FormatError(`${what} is not contiguous (stride [${strides}]): call .contiguous() before torch.save`);
    }
    expected *= shape[i]!;
  }
}

/** The node for a 1-d tensor that is all of the storage `storageKey`. */
export function tensorNode(dtype: Dtype, nElements: number, storageKey: string): PickleValue {
  const storage = STORAGE[dtype];
  if (!storage) throw new RangeError(`${dtype} tensors are not written`);
  const tuple = (...items: PickleValue[]): PickleValue => ({ kind: "tuple", items });
  const id = tuple("storage", { kind: "global", name: storage }, storageKey, "cpu", nElements);
  const hooks: PickleValue = { kind: "call", callee: ORDERED_DICT, args: [] };
  const args: PickleValue[] = [{ kind: "persistent", id }, 0, tuple(nElements), tuple(1), false, hooks];
  return { kind: "call", callee: REBUILD, args };
}
