import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { architectureProblems, shaderProblems } from "../support/architecture";

const root = fileURLToPath(new URL("../../", import.meta.url));
const allPaths = ["src", "shaders", "tests/gpu"].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" }).map(
    (name) => `${folder}/${name.replaceAll("\\", "/")}`,
  ),
);
const sources = allPaths.filter((path) => /^src\/.*\.tsx?$/.test(path));
const shaders = allPaths.filter((path) => path.endsWith(".wgsl"));
const read = (path: string): string => readFileSync(root + path, "utf8");

test("every file of src keeps to its room", () => {
  expect(sources.length).toBeGreaterThan(5);
  expect(sources.flatMap((path) => architectureProblems(path, read(path)))).toEqual([]);
});

test("every shader has its spec and its test", () => {
  expect(shaders.length).toBeGreaterThan(0);
  expect(shaders.flatMap((path) => shaderProblems(path, read(path), allPaths))).toEqual([]);
});

test("every shader is used by a kernel", () => {
  const kernels = sources.filter((path) => path.startsWith("src/kernels/")).map(read);
  expect(shaders.filter((path) => !kernels.some((source) => source.includes(`${path}?raw"`)))).toEqual([]);
});

const BAD: readonly (readonly [what: string, path: string, source: string, says: string])[] = [
  ["an uphill import", "src/lape/a.ts", 'import { x } from "../worker/x";', "must not see worker"],
  ["an uphill import type", "src/lape/a.ts", 'import type { X } from "../worker/x";', "must not see worker"],
  ["an import across one layer", "src/corpus/a.ts", 'import { x } from "../model/x";', "must not see model"],
  ["a side-effect import", "src/corpus/a.ts", 'import "../model/x";', "must not see model"],
  ["a re-export", "src/tensor/a.ts", 'export { x } from "../lape/x";', "must not see lape"],
  ["a re-export of everything", "src/tensor/a.ts", 'export * from "../lape/x";', "must not see lape"],
  ["a dynamic import", "src/tensor/a.ts", 'const x = await import("../lape/x");', "must not see lape"],
  ["a dynamic import by template", "src/tensor/a.ts", "const x = await import(`../lape/x`);", "must not see lape"],
  ["an import nobody can read", "src/tensor/a.ts", "const x = await import(name);", "not a literal"],
  ["an import inside a type", "src/tensor/a.ts", 'type X = import("../lape/x").X;', "must not see lape"],
  ["a file by URL", "src/tensor/a.ts", 'new URL("../lape/x.ts", import.meta.url);', "must not see lape"],
  ["a glob", "src/tensor/a.ts", 'import.meta.glob(["./b.ts", "../lape/*.ts"]);', "must not see lape"],
  ["an unknown room", "src/lape/a.ts", 'import { x } from "../shared/x";', "unknown room"],
  ["a file outside src", "src/lape/a.ts", 'import x from "../../tests/x";', "outside src"],
  ["ui using a stage", "src/ui/a.tsx", 'import { x } from "../lape/x";', "import type only"],
  ["ui using a stage by inline type", "src/ui/a.tsx", 'import { type X } from "../lape/x";', "import type only"],
  ["ui calling the worker", "src/ui/a.tsx", 'import { x } from "../worker/client";', "ui calls state"],
  ["state calling the server", "src/state/a.ts", 'import { x } from "../worker/server";', "client.ts only"],
  ["react outside ui", "src/state/a.ts", 'import { useState } from "react";', "only ui may"],
  ["react-dom outside ui", "src/state/a.ts", 'import x from "react-dom/client";', "only ui may"],
  ["plotly outside ui", "src/lape/a.ts", 'import x from "plotly.js/lib/core";', "only ui may"],
  ["zustand outside state", "src/ui/a.tsx", 'import { useStore } from "zustand";', "only state may"],
  ["onnxruntime outside model", "src/lape/a.ts", 'import type * as ort from "onnxruntime-web/jspi";', "only model may"],
  ["node outside cli", "src/formats/a.ts", 'import { readFileSync } from "node:fs";', "only cli may"],
  ["webgpu outside cli", "src/gpu/a.ts", 'import { create } from "webgpu";', "only cli may"],
  ["WGSL outside kernels", "src/lape/a.ts", 'import w from "../../shaders/lape/a.wgsl?raw";', "only in kernels"],
  ["navigator.gpu outside gpu", "src/lape/a.ts", "const a = globalThis.navigator?.gpu;", "uses navigator.gpu"],
  ["a pipeline outside gpu", "src/lape/a.ts", "device.createComputePipelineAsync({});", "calls createComputePipeline"],
  ["a buffer outside gpu", "src/lape/a.ts", "device.createBuffer({});", "calls createBuffer"],
  ["a file in no room", "src/a.ts", "export {};", "lies in no room"],
  ["a name that says nothing", "src/lape/utils.ts", "export {};", "says nothing"],
  ["a long file", "src/lape/a.ts", "\n".repeat(301), "more than 300 lines"],
  ["source that does not parse", "src/lape/a.ts", "const = 1;", "does not parse"],
];

describe("the rule rejects", () => {
  test.each(BAD)("%s", (_, path, source, says) => {
    const problems = architectureProblems(path, source);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(says);
  });

  test("a shader without spec, test or good name", () => {
    expect(shaderProblems("shaders/lape/CountActive.wgsl", `@compute${"\n".repeat(301)}`, [])).toEqual([
      "shaders/lape/CountActive.wgsl is not named in snake_case",
      "shaders/lape/CountActive.wgsl has no src/kernels/CountActive.ts",
      "shaders/lape/CountActive.wgsl has no tests/gpu/**/CountActive.test.ts",
      "shaders/lape/CountActive.wgsl has more than 300 lines",
    ]);
  });

  test("text that shaders share if it has a bad name", () => {
    expect(shaderProblems("shaders/quant/weightAt.wgsl", "fn weight_at() {}", [])).toEqual([
      "shaders/quant/weightAt.wgsl is not named in snake_case",
    ]);
  });
});

const GOOD: readonly (readonly [what: string, path: string, source: string])[] = [
  ["a downhill import", "src/lape/a.ts", 'import { x } from "../kernels/x"; import { y } from "./y";'],
  ["WGSL in kernels", "src/kernels/a.ts", 'import w from "../../shaders/lape/a.wgsl?raw";'],
  [
    "types of stages in ui",
    "src/ui/charts/a.ts",
    'import type { X } from "../../lape/x"; export type * from "../../lape/y";',
  ],
  ["the client in state", "src/state/a.ts", 'import { connect } from "../worker/client";'],
  ["the worker's file in its client", "src/worker/client.ts", 'new Worker(new URL("./server.ts", import.meta.url));'],
  [
    "words in comments and strings",
    "src/lape/a.ts",
    '// import "../ui/x"; navigator.gpu\nexport const a = "navigator.gpu";',
  ],
  ["the version of the project", "src/worker/a.ts", 'import { version } from "../../package.json";'],
  ["a package that anyone may use", "src/corpus/a.ts", 'import { x } from "fflate";'],
];

test.each(GOOD)("the rule accepts %s", (_, path, source) => {
  expect(architectureProblems(path, source)).toEqual([]);
});
