import { chmodSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

/** A program begins with the line that says what runs it, and may be executed. */
const program: Plugin = {
  name: "program",
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === "chunk" && file.isEntry) file.code = `#!/usr/bin/env node\n${file.code}`;
    }
  },
  writeBundle({ dir }) {
    chmodSync(`${dir}/babelscope.mjs`, 0o755);
  },
};

/** The command line: everything but Dawn in one folder. */
export default defineConfig({
  publicDir: false,
  logLevel: "warn",
  plugins: [program],
  build: {
    ssr: true,
    target: "node20",
    outDir: "dist-cli",
    emptyOutDir: true,
    rolldownOptions: {
      input: { babelscope: "src/cli/main.ts" },
      external: ["webgpu"],
      output: { entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" },
    },
  },
  ssr: { noExternal: true },
});
