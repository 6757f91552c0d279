import type * as api from "../state/api";

declare global {
  interface Window {
    /** The actions that the buttons call, for scripts in the console and for tests. */
    babelscope: typeof api;
    /** File System Access: not in every browser, and not yet in TypeScript's DOM. */
    showDirectoryPicker?: (options: { mode: "readwrite" }) => Promise<FileSystemDirectoryHandle>;
  }
}
