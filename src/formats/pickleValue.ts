/**
 * What a pickle says, as a tree. A call or a persistent id stays a node that names what it would call: nothing runs, and
 * whoever reads the tree decides what a node means.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | readonly PickleValue[]
  | ReadonlyMap<string | number, PickleValue>
  | PickleNode;

export type PickleNode =
  | { readonly kind: "tuple"; readonly items: readonly PickleValue[] }
  /** `module name`, as in the file. */
  | { readonly kind: "global"; readonly name: string }
  | { readonly kind: "call"; readonly callee: string; readonly args: readonly PickleValue[] }
  | { readonly kind: "persistent"; readonly id: PickleValue };

/** The node of that kind, or undefined when `value` is something else. */
export function asNode<K extends PickleNode["kind"]>(
  value: PickleValue | undefined,
  kind: K,
): Extract<PickleNode, { kind: K }> | undefined {
  const isNode = typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
  return isNode ? (value as Extract<PickleNode, { kind: K }>) : undefined;
}
