import { posix } from "node:path";
import { type ESTree, parseSync } from "vite";

/** Each room with its layer: a room imports only from rooms with a lower number. */
export const LAYER: Readonly<Record<string, number>> = {
  tensor: 0,
  formats: 0,
  storage: 1,
  gpu: 1,
  kernels: 2,
  corpus: 3,
  model: 3,
  transformer: 4,
  lape: 5,
  train: 6,
  adapt: 7,
  evaluate: 8,
  export: 9,
  worker: 10,
  cli: 11,
  state: 11,
  ui: 12,
};

/** Packages that only these rooms may import. */
const PACKAGE_ROOMS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(react|react-dom|plotly\.js|@tanstack\/react-.*)(\/|-|$)/, ["ui"]],
  [/^zustand(\/|$)/, ["state"]],
  [/^onnxruntime-web(\/|$)/, ["model"]],
  [/^webgpu(\/|$)/, ["cli"]],
  [/^node:/, ["cli"]],
];

/** Methods that make GPU objects; only the room gpu calls them. */
const GPU_METHOD = /^create(Buffer|BindGroup(Layout)?|ShaderModule|QuerySet|Texture|(Pipeline|Compute|Render)\w*)$/;

/** Names that say nothing about what a file holds. */
const EMPTY_NAME = /\/(utils?|helpers?|types|index|common|misc)\.tsx?$/;

const MAX_LINES = 300;

interface Reference {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

type Node = ESTree.Node;

/** Every node below `node`, itself first. */
function* walk(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child !== null && typeof child === "object" && "type" in child) yield* walk(child as Node);
    }
  }
}

const literal = (node: Node | undefined): string | undefined => {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type === "TemplateLiteral" && node.expressions.length === 0) return node.quasis[0]?.value.raw;
  return undefined;
};

const isImportMeta = (node: Node): boolean => node.type === "MetaProperty" && node.meta.name === "import";

/** What one node refers to: an import or re-export, `import()`, an import type, `new URL(..., import.meta.url)`, a glob. */
function referencesOf(node: Node): Reference[] {
  switch (node.type) {
    case "ImportDeclaration":
      return [{ specifier: node.source.value, typeOnly: node.importKind === "type" }];
    case "ExportAllDeclaration":
    case "ExportNamedDeclaration":
      return node.source ? [{ specifier: node.source.value, typeOnly: node.exportKind === "type" }] : [];
    case "TSImportType":
      return [{ specifier: node.source.value, typeOnly: true }];
    case "ImportExpression":
      return [{ specifier: literal(node.source) ?? "(not a literal)", typeOnly: false }];
    case "NewExpression": {
      const [target, base] = node.arguments;
      const isUrl = node.callee.type === "Identifier" && node.callee.name === "URL";
      const atThisFile = base?.type === "MemberExpression" && isImportMeta(base.object);
      return isUrl && atThisFile ? [{ specifier: literal(target) ?? "(not a literal)", typeOnly: false }] : [];
    }
    case "CallExpression": {
      if (node.callee.type !== "MemberExpression" || !isImportMeta(node.callee.object)) return [];
      const [first] = node.arguments;
      const patterns = first?.type === "ArrayExpression" ? first.elements : [first];
      return patterns.map((p) => ({ specifier: literal(p ?? undefined) ?? "(not a literal)", typeOnly: false }));
    }
    default:
      return [];
  }
}

function referenceProblem(path: string, room: string, { specifier, typeOnly }: Reference): string | undefined {
  const file = specifier.replace(/\?.*$/, "");
  if (specifier.startsWith("(")) return "imports something whose name is not a literal";
  if (file.endsWith(".wgsl") && room !== "kernels") return `imports ${specifier}; WGSL is imported only in kernels`;
  if (!file.startsWith(".")) {
    const owners = PACKAGE_ROOMS.find(([pattern]) => pattern.test(file))?.[1];
    return owners && !owners.includes(room) ? `imports ${specifier}, which only ${owners.join(", ")} may` : undefined;
  }
  const [top, target = ""] = posix.join(posix.dirname(path), file).split("/");
  if (top === "package.json") return undefined; // the version
  if (top !== "src") return file.endsWith(".wgsl") ? undefined : `imports ${specifier} from outside src`;
  if (target === room) return undefined;
  const [from, to] = [LAYER[room]!, LAYER[target]];
  if (to === undefined) return `imports ${specifier} from an unknown room`;
  if (to >= from) return `imports ${specifier}: ${room} (layer ${from}) must not see ${target} (layer ${to})`;
  const outside = from >= LAYER.state! && room !== "cli";
  if (outside && !typeOnly && to < LAYER.worker!)
    return `imports ${specifier}: ${room} sees ${target} by import type only`;
  if (room === "ui" && !typeOnly && target === "worker") return `imports ${specifier}: ui calls state, not the worker`;
  if (room === "state" && !typeOnly && target === "worker" && !/\/client(\.ts)?$/.test(file)) {
    return `imports ${specifier}: of worker, state calls client.ts only`;
  }
  return undefined;
}

function gpuProblem(node: Node): string | undefined {
  if (node.type !== "MemberExpression" || node.property.type !== "Identifier") return undefined;
  const { object, property } = node;
  const owner = object.type === "MemberExpression" && object.property.type === "Identifier" ? object.property : object;
  if (property.name === "gpu" && owner.type === "Identifier" && owner.name === "navigator") return "uses navigator.gpu";
  return GPU_METHOD.test(property.name) ? `calls ${property.name}` : undefined;
}

/** What breaks the rules of the rooms in one file of `src/`; `path` from the root of the project. */
export function architectureProblems(path: string, source: string): string[] {
  const room = path.split("/")[1] ?? "";
  if (path.endsWith(".d.ts")) return [];
  if (LAYER[room] === undefined) return [`${path} lies in no room`];
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) return errors.map((e) => `${path} does not parse: ${e.message}`);
  const problems: (string | undefined)[] = [
    EMPTY_NAME.test(path) ? "has a name that says nothing" : undefined,
    lineProblem(source),
  ];
  for (const node of walk(program)) {
    problems.push(...referencesOf(node).map((reference) => referenceProblem(path, room, reference)));
    if (room !== "gpu") problems.push(gpuProblem(node));
  }
  return problems.filter((p) => p !== undefined).map((p) => `${path} ${p}`);
}

const lineProblem = (source: string): string | undefined =>
  source.split("\n").length - 1 > MAX_LINES ? `has more than ${MAX_LINES} lines` : undefined;

const camelCase = (stem: string): string => stem.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/**
 * What one shader lacks, given all paths of the project: its spec, its test, a name in snake_case. Text that kernels share has no
 * entry point and is tested with them.
 */
export function shaderProblems(path: string, source: string, allPaths: readonly string[]): string[] {
  const stem = posix.basename(path, ".wgsl");
  const spec = `src/kernels/${camelCase(stem)}.ts`;
  const test = `/${camelCase(stem)}.test.ts`;
  const isShared = !source.includes("@compute");
  const problems = [
    /^[a-z0-9]+(_[a-z0-9]+)*$/.test(stem) ? undefined : "is not named in snake_case",
    isShared || allPaths.includes(spec) ? undefined : `has no ${spec}`,
    isShared || allPaths.some((p) => p.startsWith("tests/gpu/") && p.endsWith(test))
      ? undefined
      : `has no tests/gpu/**${test}`,
    lineProblem(source),
  ];
  return problems.filter((p) => p !== undefined).map((p) => `${path} ${p}`);
}
