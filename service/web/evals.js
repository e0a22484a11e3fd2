// The page /evals: lists reports, shows one in a sandbox, starts a run and tells how far it is.
// What the API tells becomes text nodes, never markup, and stays as it is told; so do reports.

import { locale, t, translatePage } from "./words.js";

const byId = (id) => document.getElementById(id);
const POLL_MS = 1500;
const sets = { all: t("questions and claims"), questions: t("questions"), claims: t("claims") };
let shown = null; // name of the report in the frame
let wasRunning = false;

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error(t("The service cannot be reached. Is it still running?"));
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Error(body?.detail || body?.title || t("The service answered with status {status}.", { status: response.status }));
  return body;
}

function complain(error) {
  byId("banner").textContent = error ? error.message : "";
  byId("banner").hidden = !error;
}

const sizeOf = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

function item(report) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "evals__item";
  button.dataset.name = report.name;
  const about = document.createElement("small");
  about.textContent = `${new Date(report.made).toLocaleString(locale)} · ${sizeOf(report.size)}`;
  button.append(report.name.replace(/\.html$/, ""), about);
  button.addEventListener("click", () => show(report.name));
  const line = document.createElement("li");
  line.append(button);
  return line;
}

async function list() {
  const { reports } = await ask("/v1/evals");
  byId("reports").replaceChildren(...reports.map(item));
  byId("none").hidden = reports.length > 0;
  if (shown === null && reports.length > 0) show(reports[0].name);
  else mark();
}

function mark() {
  for (const one of document.querySelectorAll(".evals__item")) one.setAttribute("aria-current", String(one.dataset.name === shown));
}

function show(name) {
  shown = name;
  byId("frame").src = `/v1/evals/${encodeURIComponent(name)}`;
  byId("frame").title = t("Report {name}", { name });
  byId("frame").hidden = false;
  byId("unchosen").hidden = true;
  mark();
}

function told(run) {
  if (run.state === "running") {
    return run.cases === null ? t("Starting …") : t("Running {set}: {done} of {cases}", { ...run, set: sets[run.set] });
  }
  if (run.state === "done") return t("Done: {set}, {done} cases", { set: sets[run.set], done: run.done });
  if (run.state === "failed") return t("The run failed. {error}", { error: run.error ?? "" });
  return run.state === "stopped" ? t("The run was stopped.") : "";
}

async function follow(run) {
  const isRunning = run.state === "running";
  byId("run").disabled = isRunning;
  byId("progress").hidden = !isRunning;
  byId("progress").value = run.cases ? run.done / run.cases : 0;
  byId("state").textContent = told(run);
  byId("state").classList.toggle("is-failed", run.state === "failed");
  if (isRunning) setTimeout(poll, POLL_MS);
  else if (wasRunning) {
    if (run.report) show(run.report);
    await list();
  }
  wasRunning = isRunning;
}

async function poll() {
  try {
    await follow(await ask("/v1/evals/runs"));
    complain(null);
  } catch (error) {
    complain(error);
    setTimeout(poll, 4 * POLL_MS);
  }
}

byId("start").addEventListener("submit", async (event) => {
  event.preventDefault();
  byId("run").disabled = true;
  try {
    const body = JSON.stringify({ set: byId("set").value });
    await follow(await ask("/v1/evals/runs", { method: "POST", headers: { "Content-Type": "application/json" }, body }));
    complain(null);
  } catch (error) {
    complain(error);
    byId("run").disabled = false;
  }
});

translatePage();
document.title = `${t("Evals")} – Tickmark`;
list().catch(complain);
poll();
