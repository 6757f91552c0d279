import { expect, test } from "vitest";
import { toFolderUrl } from "../../../src/ui/model/toFolderUrl";

test.each([
  ["https://example.org/models/m", "https://example.org/models/m/"],
  ["http://localhost:4173/models/babel-7m/", "http://localhost:4173/models/babel-7m/"],
  [
    "https://huggingface.co/onnx-community/Qwen2.5-0.5B",
    "https://huggingface.co/onnx-community/Qwen2.5-0.5B/resolve/main/",
  ],
  ["https://huggingface.co/a/b/tree/v1.0", "https://huggingface.co/a/b/resolve/v1.0/"],
  ["https://huggingface.co/a/b/resolve/abc123/", "https://huggingface.co/a/b/resolve/abc123/"],
  [" a/b-1.5 ", "https://huggingface.co/a/b-1.5/resolve/main/"],
  ["https://example.org/m/?x=1#y", "https://example.org/m/"],
])("%s is the folder %s", (text, url) => expect(toFolderUrl(text)).toBe(url));

test.each(["", "llama", "file:///etc/", "javascript:alert(1)", "a/b/c"])("%s is refused", (text) => {
  expect(() => toFolderUrl(text)).toThrow("is no address");
});
