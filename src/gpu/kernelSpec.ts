/** Types of `params`: 4 bytes each, so the struct has no padding. */
export type Scalar = "u32" | "i32" | "f32";

/** What a buffer holds: how WGSL declares it, and the bits of one element of its shape. */
const ELEMENT = {
  u32: ["u32", 32],
  i32: ["i32", 32],
  f32: ["f32", 32],
  "atomic u32": ["atomic<u32>", 32],
  vec2f: ["vec2f", 64],
  vec4f: ["vec4f", 128],
  vec4u: ["vec4u", 128],
  "f16 in u32": ["u32", 16],
  "q8 in u32": ["u32", 8],
  "q4 in u32": ["u32", 4],
} as const;

export type Element = keyof typeof ELEMENT;

/** How a kernel uses a buffer, what its elements are, and its shape in names of `params` (or numbers). */
export type BufferSpec<P extends string> = readonly [
  access: "read" | "read_write",
  element: Element,
  ...shape: (P | number)[],
];

/** Three extents; those left out are 1. */
export type Extents = readonly [x: number, y?: number, z?: number];

/**
 * A kernel as a value: what it is called, what it binds and how many invocations it needs.
 * `params` is `@binding(0)`; `buffers` follow in order from `@binding(1)`.
 * The workgroup size becomes the overrides WORKGROUP_SIZE, or WORKGROUP_SIZE_X, _Y and _Z where it has several extents.
 * A kernel whose WGSL reads `num_workgroups` takes its index from a folded grid: `gid.x + gid.y * num_workgroups.x *
 * WORKGROUP_SIZE`, so that more invocations along x are possible than one dimension of the grid holds.
 */
export interface KernelSpec<P extends string, B extends string> {
  readonly name: string;
  readonly wgsl: string;
  readonly workgroupSize: Extents;
  /** Values of the WGSL's other overrides: the variant. */
  readonly constants?: Readonly<Record<string, number>>;
  readonly params: Readonly<Record<P, Scalar>>;
  readonly buffers: Readonly<Record<B, BufferSpec<NoInfer<P>>>>;
  /** Invocations. */
  readonly threads: (params: Readonly<Record<P, number>>) => Extents;
}

/** All override constants of a pipeline. */
export function overrides({
  workgroupSize,
  constants,
}: Pick<KernelSpec<string, string>, "workgroupSize" | "constants">) {
  const size: readonly (readonly [string, number])[] =
    workgroupSize.length === 1
      ? [["WORKGROUP_SIZE", workgroupSize[0]]]
      : workgroupSize.map((extent = 1, i) => [`WORKGROUP_SIZE_${"XYZ"[i]}`, extent] as const);
  return { ...Object.fromEntries(size), ...constants };
}

/** Bytes of a buffer of this spec, a multiple of 4. */
export function bufferBytes<P extends string>(
  [, element, ...shape]: BufferSpec<P>,
  params: Readonly<Record<P, number>>,
): number {
  const elements = shape.reduce<number>((n, dim) => n * (typeof dim === "number" ? dim : params[dim]), 1);
  return Math.ceil((elements * ELEMENT[element][1]) / 32) * 4;
}

/** Checks the spec against its WGSL when the module loads, so that the two cannot drift apart. */
export function defineKernel<P extends string, B extends string>(spec: KernelSpec<P, B>): KernelSpec<P, B> {
  const wgsl = spec.wgsl.replace(/\/\/.*$/gm, "");
  const fields = /struct Params \{([^}]*)\}/.exec(wgsl)?.[1] ?? "";
  const bindings = wgsl.matchAll(/@binding\((\d+)\) var<storage, (\w+)> (\w+): array<([^;]+)>;/g);
  const inWgsl = [
    ...Array.from(fields.matchAll(/(\w+): (\w+)/g), ([, name, type]) => `${name}: ${type}`),
    ...Array.from(bindings, ([, i, access, name, type]) => `@${i} ${access} ${name}: ${type}`),
    ...Array.from(wgsl.matchAll(/^override (\w+)/gm), ([, name]) => `override ${name}`).sort(),
  ];
  const inSpec = [
    ...Object.entries(spec.params).map(([name, type]) => `${name}: ${type}`),
    ...Object.entries<BufferSpec<P>>(spec.buffers).map(
      ([name, [access, element]], i) => `@${i + 1} ${access} ${name}: ${ELEMENT[element][0]}`,
    ),
    ...Object.keys(overrides(spec))
      .map((name) => `override ${name}`)
      .sort(),
  ];
  if (inWgsl.join(", ") !== inSpec.join(", ")) {
    throw new Error(`${spec.name}: the WGSL has (${inWgsl.join(", ")}), the spec has (${inSpec.join(", ")})`);
  }
  return spec;
}
