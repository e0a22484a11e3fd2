// Renders /openapi.json, and sends requests to try it. Text is only ever set as text.
"use strict";

const METHODS = ["get", "post", "patch", "put", "delete"];

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function resolve(document_, schema, seen = []) {
  if (!schema) return {};
  if (!schema.$ref) return schema;
  if (seen.includes(schema.$ref)) return { title: schema.$ref.split("/").pop(), recursive: true };
  const found = schema.$ref.slice(2).split("/").reduce((at, key) => at[key], document_);
  return { ...found, ref: schema.$ref };
}

// An example value of a schema: defaults where there are any, else the type's plainest value.
function example(document_, schema, seen = []) {
  const s = resolve(document_, schema, seen);
  if (s.recursive) return {};
  const inner = s.ref ? [...seen, s.ref] : seen;
  if (s.examples?.length) return s.examples[0];
  if ("default" in s) return s.default;
  if ("const" in s) return s.const;
  if (s.enum) return s.enum[0];
  if (s.anyOf) return example(document_, s.anyOf[0], inner);
  if (s.prefixItems) return s.prefixItems.map((item) => example(document_, item, inner));
  if (s.type === "array") return [example(document_, s.items, inner)];
  if (s.properties) {
    return Object.fromEntries(
      Object.entries(s.properties).map(([name, part]) => [name, example(document_, part, inner)]));
  }
  return { string: "string", integer: 0, number: 0, boolean: false, object: {} }[s.type] ?? null;
}

// A request that can be sent as it stands: required fields alone.
function smallest(document_, schema) {
  const s = resolve(document_, schema);
  const names = s.required ?? [];
  return Object.fromEntries(names.map((name) => [name, example(document_, s.properties[name])]));
}

function typeOf(document_, schema) {
  const s = resolve(document_, schema);
  if (s.anyOf) return s.anyOf.map((part) => typeOf(document_, part)).join(" | ");
  if (s.enum) return s.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (s.type === "array") return `${typeOf(document_, s.items)}[]`;
  return s.title && s.properties ? s.title : s.type ?? "any";
}

function fieldsTable(document_, schema) {
  const s = resolve(document_, schema);
  const table = make("table");
  for (const [name, part] of Object.entries(s.properties ?? {})) {
    const needed = (s.required ?? []).includes(name) ? "required" : "";
    table.append(make("tr", {}, make("td", {}, make("code", { textContent: name })),
      make("td", { textContent: typeOf(document_, part) }), make("td", { textContent: needed }),
      make("td", { textContent: resolve(document_, part).description ?? "" })));
  }
  return table;
}

function parameterInputs(operation) {
  const table = make("table");
  const inputs = [];
  for (const parameter of operation.parameters ?? []) {
    const input = make("input", { placeholder: parameter.schema?.examples?.[0] ?? parameter.schema?.default ?? "" });
    input.setAttribute("aria-label", parameter.name);
    inputs.push({ parameter, input });
    table.append(make("tr", {}, make("td", {}, make("code", { textContent: parameter.name })),
      make("td", { textContent: parameter.in + (parameter.required ? ", required" : "") }),
      make("td", {}, input), make("td", { textContent: parameter.description ?? "" })));
  }
  return { table, inputs };
}

function target(path, inputs) {
  const query = new URLSearchParams();
  let filled = path;
  for (const { parameter, input } of inputs) {
    if (parameter.in === "path") {
      filled = filled.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
    } else if (input.value !== "") {
      query.append(parameter.name, input.value);
    }
  }
  return query.size ? `${filled}?${query}` : filled;
}

async function show(response, output) {
  output.textContent = `${response.status} ${response.statusText}\n`;
  const type = response.headers.get("content-type") ?? "";
  if (type.includes("json")) {
    output.textContent += JSON.stringify(await response.json(), null, 2);
  } else if (type.startsWith("text/")) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      output.textContent += part.value;
    }
  } else {
    output.textContent += `(${type || "no body"})`;
  }
}

function tryIt(document_, path, method, operation) {
  const { table, inputs } = parameterInputs(operation);
  const content = operation.requestBody?.content ?? {};
  const body = content["application/json"] && make("textarea", { spellcheck: false });
  const files = content["multipart/form-data"] && make("input", { type: "file", multiple: true });
  const output = make("pre", { hidden: true });
  const button = make("button", { textContent: "Send", type: "button" });
  if (body) {
    body.setAttribute("aria-label", "request body");
    body.value = JSON.stringify(smallest(document_, content["application/json"].schema), null, 2);
  }
  if (files) files.setAttribute("aria-label", "files");
  button.addEventListener("click", async () => {
    const init = { method: method.toUpperCase() };
    if (body) Object.assign(init, { body: body.value, headers: { "Content-Type": "application/json" } });
    if (files) {
      init.body = new FormData();
      for (const file of files.files) init.body.append("file", file);
    }
    output.hidden = false;
    output.textContent = "…";
    try {
      await show(await fetch(target(path, inputs), init), output);
    } catch (error) {
      output.textContent = String(error);
    }
  });
  return [table, ...[body, files].filter(Boolean), button, output];
}

function operationElement(document_, path, method, operation) {
  const id = `${method}-${path}`.replace(/[^a-z0-9]+/gi, "-");
  const inside = make("div", {}, make("p", { className: "about", textContent: operation.description ?? "" }));
  const sent = operation.requestBody?.content?.["application/json"]?.schema;
  if (sent) inside.append(make("h3", { textContent: "Request" }), fieldsTable(document_, sent));
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    const schema = response.content?.["application/json"]?.schema;
    if (!schema || status === "422") continue;
    inside.append(make("h3", { textContent: `Response ${status}` }),
      make("pre", { textContent: JSON.stringify(example(document_, schema), null, 2) }));
  }
  inside.append(make("h3", { textContent: "Try it" }), ...tryIt(document_, path, method, operation));
  const summary = make("summary", {}, make("span", { className: "method", textContent: method.toUpperCase() }),
    make("code", { textContent: path }), ` ${operation.summary ?? ""}`);
  return { id, element: make("details", { id }, summary, inside) };
}

async function main() {
  const document_ = await (await fetch("/openapi.json")).json();
  document.getElementById("title").textContent = `${document_.info.title} ${document_.info.version}`;
  document.getElementById("about").textContent = document_.info.description ?? "";
  const operations = document.getElementById("operations");
  const contents = document.getElementById("contents");
  const byTag = new Map();
  for (const [path, item] of Object.entries(document_.paths)) {
    for (const method of METHODS.filter((name) => item[name])) {
      const tag = item[method].tags?.[0] ?? "Other";
      byTag.set(tag, [...(byTag.get(tag) ?? []), { path, method, operation: item[method] }]);
    }
  }
  operations.replaceChildren();
  for (const [tag, entries] of byTag) {
    operations.append(make("h2", { textContent: tag }));
    contents.append(make("h2", { textContent: tag }));
    for (const { path, method, operation } of entries) {
      const { id, element } = operationElement(document_, path, method, operation);
      operations.append(element);
      const link = make("a", { href: `#${id}`, textContent: `${method.toUpperCase()} ${path}` });
      link.addEventListener("click", () => { element.open = true; });
      contents.append(link);
    }
  }
}

main().catch((error) => { document.getElementById("operations").textContent = String(error); });
