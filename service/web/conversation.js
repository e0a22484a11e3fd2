// The conversation: asking, streaming, stopping, asking again.

import * as api from "./api.js";
import { announce, byId, el, fill, icon, iconButton } from "./dom.js";
import { answerAsText, drawAnswer, understandingChips } from "./answer.js";

const HISTORY_TURNS = 6; // earlier turns sent along, so that "and in 2022?" can be understood

async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Plain http from another machine has no clipboard interface.
  const area = el("textarea", { class: "vh" });
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/**
 * @param {{openEvidence: Function, scope: () => string[], nameOf: Function, onFiling: Function,
 *   conversationId: () => Promise<string|null>, onAnswered: () => void}} hooks
 */
export function createConversation(hooks) {
  const turnsNode = byId("turns");
  const body = byId("conversation-body");
  const welcome = byId("welcome");
  const form = byId("composer");
  const box = byId("question");
  let history = [];
  let running = null; // AbortController of the answer under way

  function grow() {
    box.rows = Math.min(8, Math.max(1, box.value.split("\n").length));
  }

  function setRunning(controller) {
    running = controller;
    byId("send").hidden = Boolean(controller);
    byId("stop").hidden = !controller;
    turnsNode.setAttribute("aria-busy", String(Boolean(controller)));
  }

  /** How far `node` reaches below what is in view, in pixels. */
  const hiddenBelow = (node) => node.getBoundingClientRect().bottom + 24 - body.getBoundingClientRect().bottom;

  function newTurn(question) {
    const parts = {
      chips: el("div", { class: "chips" }),
      answer: el("div", { class: "turn__answer" }, el("p", { class: "waiting" }, "Reading the filings")),
    };
    parts.node = el(
      "article",
      { class: "turn turn--streaming" },
      el(
        "div",
        { class: "turn__head" },
        el("h3", { class: "turn__question" }, question),
        iconButton("edit", "Edit the question and ask again", () => edit(question)),
      ),
      parts.chips,
      parts.answer,
    );
    welcome.hidden = true;
    turnsNode.append(parts.node);
    parts.node.scrollIntoView({ block: "start" });
    return parts;
  }

  function edit(question) {
    box.value = question;
    grow();
    box.focus();
  }

  function drawChips(turn, understood) {
    fill(turn.chips, understandingChips(understood, hooks) ?? []);
  }

  function finish(turn, question, answer) {
    const copyButton = iconButton("copy", "Copy the answer with its checks", async () => {
      await copy(answerAsText(answer));
      announce("Copied");
      copyButton.classList.add("is-done");
      setTimeout(() => copyButton.classList.remove("is-done"), 1200);
    });
    const open = (what) => hooks.openEvidence({ ...what, answer });
    drawChips(turn, answer.understood);
    fill(
      turn.answer,
      drawAnswer(answer, { open, actions: [copyButton, retryButton(turn, question)], onFollowUp: (text) => submit(text) }),
    );
    turn.node.classList.toggle("turn--abstained", Boolean(answer.abstained));
    history.push({ question, answer: answer.answer });
  }

  function retryButton(turn, question) {
    return iconButton("retry", "Ask again", () => {
      if (running) return;
      history = history.filter((earlier) => earlier.question !== question);
      turn.node.remove();
      submit(question);
    });
  }

  function fail(turn, question, message) {
    const again = el(
      "button",
      { type: "button", class: "button", on: { click: () => !running && (turn.node.remove(), submit(question)) } },
      icon("retry"),
      "Try again",
    );
    turn.answer.querySelector(".waiting")?.remove();
    turn.answer.append(el("div", { class: "failure", role: "alert" }, el("p", {}, message), again));
  }

  /** Draws the events of one answer; returns whether the whole answer came. */
  async function stream(turn, question, signal) {
    const text = el("div", { class: "prose prose--raw" });
    let isFollowed = true; // false once the reader has scrolled away from the end
    const request = {
      question,
      filings: hooks.scope(),
      history: history.slice(-HISTORY_TURNS),
      conversation_id: await hooks.conversationId(),
    };
    for await (const { event, data } of api.ask(request, signal)) {
      if (event === "understanding") drawChips(turn, data);
      else if (event === "text") {
        if (!text.isConnected) fill(turn.answer, text);
        isFollowed = hiddenBelow(text) < 100;
        text.append(data.text);
        if (isFollowed) body.scrollTop += Math.max(0, hiddenBelow(text));
      } else if (event === "answer") {
        finish(turn, question, data);
        if (isFollowed) turn.node.scrollIntoView({ block: "start" });
        hooks.onAnswered();
        return true;
      } else if (event === "problem") {
        throw new api.Problem(data.status, data);
      }
    }
    return false;
  }

  async function submit(question) {
    const asked = question.trim();
    if (!asked || running) return;
    const controller = new AbortController();
    const turn = newTurn(asked);
    setRunning(controller);
    announce("Reading the filings");
    try {
      if (!(await stream(turn, asked, controller.signal))) {
        fail(turn, asked, "The answer broke off before its checks arrived.");
      }
    } catch (error) {
      if (error.name === "AbortError") fail(turn, asked, "Stopped. What stands above, if anything, was not checked.");
      else if (error instanceof api.Problem || error instanceof api.Unreachable) fail(turn, asked, error.message);
      else {
        fail(turn, asked, "The answer broke off: the connection to the service was lost.");
        console.warn(error);
      }
    } finally {
      turn.node.classList.remove("turn--streaming");
      if (running === controller) setRunning(null);
    }
  }

  function reset() {
    running?.abort();
    setRunning(null);
    history = [];
    turnsNode.replaceChildren();
    welcome.hidden = false;
    box.focus();
  }

  /** Shows a kept conversation (GET /v1/conversations/{id}). */
  function load({ messages }) {
    reset();
    let question = null;
    for (const message of messages) {
      if (message.role === "question") question = message.text;
      else if (question !== null) {
        const turn = newTurn(question);
        turn.node.classList.remove("turn--streaming");
        finish(turn, question, message.body);
        question = null;
      }
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (running || !box.value.trim()) return;
    const question = box.value;
    box.value = "";
    grow();
    submit(question);
  });
  box.addEventListener("keydown", (event) => {
    // isComposing: Enter that chooses a Chinese candidate is not an Enter that asks.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  box.addEventListener("input", grow);
  byId("stop").addEventListener("click", () => running?.abort());

  return { submit, reset, load, focus: () => box.focus() };
}
