// Text with marked stretches. The API counts in Unicode characters, JavaScript in UTF-16 units.

const SURROGATE = /[\ud800-\udfff]/;

/** Returns a function from an offset in Unicode characters to one in UTF-16 units. */
export function unitOffsets(text) {
  if (!SURROGATE.test(text)) return (offset) => Math.max(0, Math.min(offset, text.length));
  const starts = [];
  for (let unit = 0; unit < text.length; unit += text.codePointAt(unit) > 0xffff ? 2 : 1) starts.push(unit);
  starts.push(text.length);
  return (offset) => starts[Math.max(0, Math.min(offset, starts.length - 1))];
}

/**
 * The stretches of an answer that are more than text, in order, none overlapping another.
 * @returns {{start: number, end: number, kind: "number"|"mark"|"strong", of?: any}[]} in UTF-16 units
 */
export function annotate(text, numbers, citations) {
  const units = unitOffsets(text);
  const known = new Map(citations.map((citation) => [citation.id, citation]));
  const found = numbers
    .map((of) => ({ start: units(of.start), end: units(of.end), kind: "number", of }))
    .filter((span) => span.end > span.start);
  for (const match of text.matchAll(/\[(\d{1,3})\]/g)) {
    const of = known.get(Number(match[1]));
    if (of) found.push({ start: match.index, end: match.index + match[0].length, kind: "mark", of });
  }
  for (const match of text.matchAll(/\*\*(?=\S)([^\n*]+?)\*\*/g)) {
    const end = match.index + match[0].length;
    found.push({ start: match.index, end: match.index + 2, kind: "strong" });
    found.push({ start: end - 2, end, kind: "strong" });
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let last = 0;
  return found.filter((span) => {
    if (span.start < last) return false;
    last = span.end;
    return true;
  });
}

/**
 * The paragraphs and lists of an answer, as stretches of it.
 * @returns {{kind: "p"|"ul"|"ol", items: {start: number, end: number}[]}[]}
 */
export function blocks(text) {
  const found = [];
  let start = 0;
  for (const line of text.split("\n")) {
    const end = start + line.length;
    const bullet = /^\s*[-*•]\s+(?=\S)/.exec(line);
    const counter = /^\s*\d{1,2}[.)]\s+(?=\S)/.exec(line);
    const kind = bullet ? "ul" : counter ? "ol" : "p";
    const item = { start: start + (bullet ?? counter ?? [""])[0].length, end };
    const previous = found.at(-1);
    if (!line.trim()) found.push({ kind: "gap", items: [] });
    else if (kind === "p" && previous?.kind === "p") previous.items[0].end = end;
    else if (kind !== "p" && previous?.kind === kind) previous.items.push(item);
    else found.push({ kind, items: [item] });
    start = end + 1;
  }
  return found.filter((block) => block.kind !== "gap");
}

/**
 * Where a citation's quote stands in its page's text: by its offsets if they hold, else by a
 * search that is blind to white space.
 * @returns {{start: number, end: number}|null} in UTF-16 units
 */
export function quoteSpan(text, citation) {
  const { quote, start, end } = citation;
  if (Number.isInteger(start) && Number.isInteger(end) && end > start) {
    const units = unitOffsets(text);
    const span = { start: units(start), end: units(end) };
    if (span.end > span.start) return span;
  }
  const words = (quote ?? "").trim().split(/\s+/).filter(Boolean);
  if (!words.length) return null;
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
  const match = new RegExp(pattern).exec(text);
  return match && { start: match.index, end: match.index + match[0].length };
}
