const HUB = "huggingface.co";

/**
 * The address of a model's files from what people paste: a folder's address as it is, a model's page on the Hub
 * (`https://huggingface.co/owner/name`, also with `/tree/revision`), or just `owner/name`. Throws a TypeError for
 * anything else.
 */
export function toFolderUrl(text: string): string {
  const typed = text.trim();
  const onHub = /^[\w.-]+\/[\w.-]+$/.test(typed) ? `https://${HUB}/${typed}` : typed;
  const url = URL.parse(onHub);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(`"${typed}" is no address: give https://… of the folder, or owner/name of a model on the Hub`);
  }
  const parts = url.pathname.split("/").filter((part) => part !== "");
  const [owner, name, kind, revision = "main"] = parts;
  if (url.hostname === HUB && owner && name && (kind === undefined || kind === "tree")) {
    return `${url.origin}/${owner}/${name}/resolve/${revision}/`;
  }
  return `${url.origin}${url.pathname.replace(/\/*$/, "")}/`;
}
