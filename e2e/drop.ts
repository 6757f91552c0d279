import type { Page } from "playwright";

/** A file to drop, with its text or bytes. */
export interface DroppedFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Drops files on the window, as a hand does: enter, over, drop. */
export async function drop(page: Page, files: readonly DroppedFile[]): Promise<void> {
  const parts = files.map(({ name, content }) => ({ name, base64: Buffer.from(content).toString("base64") }));
  await page.evaluate((list) => {
    const data = new DataTransfer();
    for (const { name, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    for (const type of ["dragenter", "dragover", "drop"]) {
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
    }
  }, parts);
}

/** Drops files and folders of this machine on the window, by absolute path: the browser gives them as it does from a desktop. */
export async function dropPaths(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, x: 400, y: 300, data });
  }
  await session.detach();
}
