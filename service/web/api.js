// The public API, as this page uses it: nothing here that another client could not do.

import { t } from "./words.js";

const UNLOCK_SECONDS = 20; // that a wrong password may take to be refused

/** An answer of the API that says no (RFC 9457); `message` is the sentence to show. */
export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail || body?.title || t("The service answered with status {status}.", { status }));
    this.status = status;
    this.title = body?.title ?? t("The request failed");
  }
}

/** The service cannot be reached at all. */
export class Unreachable extends Error {
  constructor() {
    super(t("The service cannot be reached. Is it still running?"));
  }
}

async function send(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unreachable();
  }
  if (!response.ok) throw new Problem(response.status, await response.json().catch(() => null));
  return response;
}

async function json(path, options) {
  const response = await send(path, options);
  return response.status === 204 ? null : response.json();
}

const withBody = (method, body) => ({
  method,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

const at = (...parts) => `/v1/${parts.map(encodeURIComponent).join("/")}`;

/** Every filing, page of the list by page. */
export async function listFilings() {
  const filings = [];
  let next = null;
  do {
    const page = await json(next ? `/v1/filings?cursor=${encodeURIComponent(next)}` : "/v1/filings");
    filings.push(...page.filings);
    next = page.next;
  } while (next);
  return filings;
}

export const getFiling = (id) => json(at("filings", id));
export const deleteFiling = (id) => json(at("filings", id), { method: "DELETE" });
export const correctFiling = (id, fields) => json(at("filings", id), withBody("PATCH", fields));
export const getUntied = async (id) => (await json(`${at("filings", id, "ties")}?holds=false`)).ties;
/** Whether a filing has a figure of a concept for the very period it reports on. */
export async function hasFact({ id, period_dates: { start, end } }, concept) {
  const query = new URLSearchParams({ concept, period: start ? `${start}..${end}` : end, min_confidence: "0.5", limit: "1" });
  return (await json(`${at("filings", id, "facts")}?${query}`)).facts.length > 0;
}

export const getPage = (id, number) => json(at("filings", id, "pages", number));
export const getTable = (id) => json(at("tables", id));
export const listConversations = async () => (await json("/v1/conversations?limit=1000")).conversations;
export const getConversation = (id) => json(at("conversations", id));
export const beginConversation = () => json("/v1/conversations", withBody("POST", {}));
export const renameConversation = (id, title) => json(at("conversations", id), withBody("PATCH", { title }));
export const deleteConversation = (id) => json(at("conversations", id), { method: "DELETE" });
export const exportConversationUrl = (id, format) => `${at("conversations", id, "export")}?format=${format}`;
export const giveFeedback = (id, answer, feedback) => json(at("conversations", id, "answers", answer, "feedback"), withBody("PUT", feedback));
export const takeFeedbackBack = (id, answer) => json(at("conversations", id, "answers", answer, "feedback"), { method: "DELETE" });
/** The name of what writes the answers, "embedded" where no language model does. */
export const getEngine = async () => (await json("/v1/models")).data[0].engine;
export const originalUrl = (id) => at("filings", id, "original");

/** Where a filing's facts and tables are as a file: xlsx has both, csv what `content` says. */
export const exportUrl = (id, format, content = "facts") => `${at("filings", id, "export")}?format=${format}&content=${content}`;

/** Address of a page's image with boxes marked (PDF points, origin top left), so many dots a point. */
export function imageUrl(id, number, boxes, scale) {
  const side = (value) => Math.round(value * 100) / 100;
  const marks = boxes.map((box) => `&highlight=${box.map(side).join(",")}`).join("");
  return `${at("filings", id, "pages", number, "image")}?scale=${scale}${marks}`;
}

const placed = ({ quote, start, cell }) => {
  const query = new URLSearchParams({ quote: quote.slice(0, 2000), cell: cell?.text ?? "" });
  if (Number.isInteger(start)) query.set("start", String(start));
  return query;
};

/** Where a citation's quote stands on its page: boxes as `imageUrl` takes them. */
export const getMarks = async (citation) => (await json(`${at("filings", citation.filing_id, "pages", citation.page ?? 1, "marks")}?${placed(citation)}`)).boxes;

/** Address of an HTML filing in its own layout, scrolled to a citation's place. */
export const layoutUrl = (citation) => `${at("filings", citation.filing_id, "layout")}?${placed(citation)}#mark`;

/**
 * Uploads one file; XMLHttpRequest, since fetch does not say how far an upload is.
 * @param {string} collection that it goes to; "" for the usual one
 * @param {(share: number) => void} onProgress 0 to 1
 * @returns {Promise<object>} the API's answer
 */
export function uploadFile(file, collection, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("files", file, file.name);
    if (collection) form.append("collection", collection);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      let body = null;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        // Not JSON: the status alone says what happened.
      }
      if (request.status >= 200 && request.status < 300) resolve(body);
      else reject(new Problem(request.status, body));
    });
    request.addEventListener("error", () => reject(new Unreachable()));
    request.open("POST", "/v1/filings");
    request.send(form);
  });
}

/** Hands a kept file in once more, with its password; the password is not kept. */
export async function unlockFiling({ id, name, collection }, password) {
  const original = await (await send(originalUrl(id))).blob();
  const form = new FormData();
  form.append("files", original, name);
  form.append("collection", collection);
  form.append("password", password);
  return json(`/v1/filings?wait=${UNLOCK_SECONDS}`, { method: "POST", body: form });
}

/**
 * Asks a question and yields the events of its answer as they come.
 * @yields {{event: string, data: object}}
 */
export async function* ask(body, signal) {
  const response = await send("/v1/questions", { ...withBody("POST", { ...body, stream: true }), signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { done, value } = await reader.read();
    waiting += done ? "\n\n" : value;
    const frames = waiting.split(/\r?\n\r?\n/);
    waiting = frames.pop();
    for (const frame of frames) {
      const event = parseFrame(frame);
      if (event) yield event;
    }
    if (done) return;
  }
}

function parseFrame(frame) {
  let event = "message";
  const data = [];
  for (const line of frame.split(/\r?\n/)) {
    if (line.startsWith("event:")) event = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
  }
  if (!data.length) return null;
  return { event, data: JSON.parse(data.join("\n")) };
}
