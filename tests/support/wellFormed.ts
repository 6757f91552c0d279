/** What breaks the rules of XML in a page, by a reader of our own: tags that cross, attributes without quotes, bare `<` and `&`. */
export function markupProblems(page: string): string[] {
  const problems: string[] = [];
  const open: string[] = [];
  const body = page.replace(/^<!DOCTYPE html>\n/, "").replace(/<style>[^<&]*<\/style>/g, "");
  const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z][a-zA-Z0-9-]*="[^"<]*")*)\s*(\/?)>/y;
  let at = 0;
  while (at < body.length) {
    const next = body.indexOf("<", at);
    const text = body.slice(at, next < 0 ? undefined : next);
    const bare = /&(?!(amp|lt|gt|quot|#39);)/.exec(text);
    if (bare) problems.push(`a bare & in "${text.slice(bare.index, bare.index + 20)}"`);
    if (text.includes(">")) problems.push(`a bare > in "${text.slice(0, 40)}"`);
    if (next < 0) break;
    TAG.lastIndex = next;
    const tag = TAG.exec(body);
    if (!tag) return [...problems, `no tag at "${body.slice(next, next + 60)}"`];
    const [all, closes, name, attributes, isEmpty] = tag;
    if (/&(?!(amp|lt|gt|quot|#39);)/.test(attributes!)) problems.push(`a bare & in ${all}`);
    const names = [...attributes!.matchAll(/\s([a-zA-Z][a-zA-Z0-9-]*)="/g)].map((found) => found[1]);
    if (new Set(names).size < names.length) problems.push(`an attribute twice in ${all}`);
    if (closes) {
      const last = open.pop();
      if (last !== name) problems.push(`</${name}> closes <${last}>`);
    } else if (!isEmpty) open.push(name!);
    at = TAG.lastIndex;
  }
  return [...problems, ...open.map((name) => `<${name}> is not closed`)];
}

/** Every tag of a page with its attributes. */
export const tagsOf = (page: string): { readonly name: string; readonly attributes: string }[] =>
  [...page.matchAll(/<([a-zA-Z][a-zA-Z0-9]*)([^>]*)>/g)].map(([, name, attributes]) => ({
    name: name!.toLowerCase(),
    attributes: attributes!,
  }));
