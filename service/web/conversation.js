// The conversation: asking, streaming, stopping, asking again.

import * as api from "./api.js";
import { announce, byId, el, fill, icon, iconButton } from "./dom.js";
import { answerAsText, drawAnswer } from "./answer.js";
import { understandingChips } from "./chips.js";
import { feedbackOn } from "./feedback.js";
import { t } from "./words.js";

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
 *   companies: () => string[], periods: () => string[], conversationId: () => Promise<string|null>, onAnswered: () => void}} hooks
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
      answer: el("div", { class: "turn__answer" }, el("p", { class: "waiting" }, t("Reading the filings"))),
    };
    parts.node = el(
      "article",
      { class: "turn turn--streaming" },
      el(
        "div",
        { class: "turn__head" },
        el("h3", { class: "turn__question" }, question),
        iconButton("edit", t("Edit the question and ask again"), () => edit(question)),
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

  /** The chips of a turn; one that is changed asks the question again, with all that was given. */
  function drawChips(turn, question, understood, extras) {
    const onGiven = (given) => again(turn, question, { ...extras, plan: undefined, given: { ...extras.given, ...given } });
    fill(turn.chips, understandingChips(understood, { ...hooks, onGiven }) ?? []);
  }

  /** Asks in the place of a turn: with other periods, another plan, or just once more. */
  function again(turn, question, extras = {}) {
    if (running) return;
    history = history.filter((earlier) => earlier.turn !== turn);
    submit(question, extras, turn);
  }

  function finish(turn, question, answer, { extras = {}, conversationId = null, kept = null } = {}) {
    const copyButton = iconButton("copy", t("Copy the answer with its checks"), async () => {
      await copy(answerAsText(answer));
      announce(t("Copied"));
      copyButton.classList.add("is-done");
      setTimeout(() => copyButton.classList.remove("is-done"), 1200);
    });
    const open = (what) => hooks.openEvidence({ ...what, answer });
    const feedback = feedbackOn({ conversationId, answerId: answer.id, kept });
    const retryButton = iconButton("retry", t("Ask again"), () => again(turn, question, extras));
    drawChips(turn, question, answer.understood, extras);
    fill(
      turn.answer,
      drawAnswer(answer, {
        open,
        actions: [feedback?.buttons ?? [], copyButton, retryButton],
        comment: feedback?.comment ?? null,
        onFollowUp: (text) => submit(text),
        onPlan: (plan) => again(turn, question, { plan }),
      }),
    );
    turn.node.classList.toggle("turn--abstained", Boolean(answer.abstained));
    history.push({ turn, question, answer: answer.answer });
  }

  function fail(turn, question, message, extras) {
    const retry = el("button", { type: "button", class: "button", on: { click: () => again(turn, question, extras) } }, icon("retry"), t("Try again"));
    turn.answer.querySelector(".waiting")?.remove();
    turn.answer.append(el("div", { class: "failure", role: "alert" }, el("p", {}, message), retry));
  }

  /** Draws the events of one answer; returns whether the whole answer came. */
  async function stream(turn, question, extras, signal) {
    const text = el("div", { class: "prose prose--raw" });
    let isFollowed = true; // false once the reader has scrolled away from the end
    const conversationId = await hooks.conversationId();
    const request = {
      question,
      filings: hooks.scope(),
      history: history.slice(-HISTORY_TURNS).map(({ question: asked, answer }) => ({ question: asked, answer })),
      conversation_id: conversationId,
      ...extras,
    };
    for await (const { event, data } of api.ask(request, signal)) {
      if (event === "understanding") drawChips(turn, question, data, extras);
      else if (event === "text") {
        if (!text.isConnected) fill(turn.answer, text);
        isFollowed = hiddenBelow(text) < 100;
        text.append(data.text);
        if (isFollowed) body.scrollTop += Math.max(0, hiddenBelow(text));
      } else if (event === "answer") {
        finish(turn, question, data, { extras, conversationId });
        if (isFollowed) turn.node.scrollIntoView({ block: "start" });
        hooks.onAnswered();
        return true;
      } else if (event === "problem") {
        throw new api.Problem(data.status, data);
      }
    }
    return false;
  }

  /** A turn made ready to be answered anew, in its place. */
  function emptied(turn) {
    turn.node.classList.add("turn--streaming");
    turn.node.classList.remove("turn--abstained");
    fill(turn.answer, el("p", { class: "waiting" }, t("Reading the filings")));
    return turn;
  }

  async function submit(question, extras = {}, inPlaceOf = null) {
    const asked = question.trim();
    if (!asked || running) return;
    const controller = new AbortController();
    const turn = inPlaceOf ? emptied(inPlaceOf) : newTurn(asked);
    setRunning(controller);
    announce(t("Reading the filings"));
    try {
      if (!(await stream(turn, asked, extras, controller.signal))) {
        fail(turn, asked, t("The answer broke off before its checks arrived."), extras);
      }
    } catch (error) {
      if (error.name === "AbortError") fail(turn, asked, t("Stopped. What stands above, if anything, was not checked."), extras);
      else if (error instanceof api.Problem || error instanceof api.Unreachable) fail(turn, asked, error.message, extras);
      else {
        fail(turn, asked, t("The answer broke off: the connection to the service was lost."), extras);
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
  function load({ id, messages }) {
    reset();
    let asked = null;
    for (const message of messages) {
      if (message.role === "question") asked = message;
      else if (asked !== null) {
        const turn = newTurn(asked.text);
        turn.node.classList.remove("turn--streaming");
        const extras = asked.body?.given ? { given: asked.body.given } : {};
        finish(turn, asked.text, message.body, { extras, conversationId: id, kept: message.feedback });
        asked = null;
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
