import { FormatError } from "./formatError";

/** int64 values as numbers; a value beyond 2^53 is an error that says where. `what` names the array. */
export function toSafeIntegers(values: BigInt64Array, what: string): Float64Array<ArrayBuffer> {
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const number = Number(values[i]!);
    if (!Number.isSafeInteger(number)) throw new FormatError(`${what}[${i}] is ${values[i]}, beyond 2^53`);
    numbers[i] = number;
  }
  return numbers;
}

/** Integers as int64. */
export function toInt64(values: ArrayLike<number>): BigInt64Array<ArrayBuffer> {
  const result = new BigInt64Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = BigInt(values[i]!);
  return result;
}
