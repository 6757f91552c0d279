import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface FileServer {
  readonly url: string;
  /** `METHOD path?query` of every request, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

type Answer = string | Uint8Array | ((request: IncomingMessage, response: ServerResponse) => void);

/** Serves `files` by path; what it does not have gets `missing`, 404 by default. */
export async function serveFiles(
  files: Readonly<Record<string, Answer>>,
  missing: Answer = (_, response) => response.writeHead(404).end(),
): Promise<FileServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const path = new URL(request.url!, "http://x").pathname.slice(1);
    const answer = files[path] ?? missing;
    if (typeof answer === "function") return answer(request, response);
    const body = Buffer.from(answer);
    response.writeHead(200, { "content-length": body.length, "content-type": "application/octet-stream" });
    response.end(request.method === "HEAD" ? undefined : body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
