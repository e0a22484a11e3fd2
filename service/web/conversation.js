// The conversation: asking, streaming, stopping, asking again.

import * as api from "./api.js";
import { announce, byId, el, fill, icon, iconButton } from "./dom.js";
import { answerAsText, drawAnswer } from "./answer.js";
import { understandingChips } from "./chips.js";
import { feedbackOn } from "./feedback.js";
import { t } from "./words.js";

const HISTORY_TURNS = 6; // earlier turns sent along, so that "and in 2022?" can be understood
const LONG_WAIT_MS = 4000; // without a word of an answer, after which it is said what is waited for
const LONG_QUESTION = 400; // characters from which on a question may not fit its place

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
 *   companies: () => string[], periods: () => string[], conversationId: () => Promise<string|null>,
 *   isConversationGone: () => Promise<boolean>, onAnswered: () => void}} hooks
 */
export function createConversation(hooks) {
  const turnsNode = byId("turns");
  const body = byId("conversation-body");
  const welcome = byId("welcome");
  const form = byId("composer");
  const box = byId("question");
  let turns = []; // as they stand on the page; each has `said`, its question and answer, once it is answered
  let running = null; // AbortController of the answer under way

  function grow() {
    box.rows = Math.min(8, Math.max(1, box.value.split("\n").length));
  }

  function setRunning(controller) {
    running = controller;
    const hasFocus = [byId("send"), byId("stop")].includes(document.activeElement);
    byId("send").hidden = Boolean(controller);
    byId("stop").hidden = !controller;
    if (hasFocus) (controller ? byId("stop") : box).focus();
    turnsNode.setAttribute("aria-busy", String(Boolean(controller)));
  }

  /** How far `node` reaches below what is in view, in pixels. */
  const hiddenBelow = (node) => node.getBoundingClientRect().bottom + 24 - body.getBoundingClientRect().bottom;

  function newTurn(question) {
    const parts = {
      said: null,
      chips: el("div", { class: "chips" }),
      answer: el("div", { class: "turn__answer" }, el("p", { class: "waiting" }, t("Reading the filings"))),
    };
    parts.node = el(
      "article",
      { class: "turn turn--streaming", tabindex: "-1" },
      el(
        "div",
        { class: "turn__head" },
        // A long one scrolls in its place, also by keyboard, so that its answer is in view.
        el("h3", { class: "turn__question", tabindex: question.length > LONG_QUESTION ? "0" : null }, question),
        iconButton("edit", t("Edit the question and ask again"), () => edit(question)),
      ),
      parts.chips,
      parts.answer,
    );
    welcome.hidden = true;
    turnsNode.append(parts.node);
    turns.push(parts);
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
    fill(turn.chips, understandingChips(understood, { ...hooks, onGiven, isPlanGiven: Boolean(extras.plan) }) ?? []);
  }

  /** Asks in the place of a turn: with other periods, another plan, or just once more. */
  function again(turn, question, extras = {}) {
    if (!running) submit(question, extras, turn);
  }

  /** The turns before one, as a question sends them along. */
  function historyOf(turn) {
    const before = turns.slice(0, turns.indexOf(turn)).filter(({ said }) => said);
    return before.slice(-HISTORY_TURNS).map(({ said }) => ({ question: said.question, answer: said.answer }));
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
        isPlanGiven: Boolean(extras.plan),
        onFollowUp: (text) => submit(text),
        onPlan: (plan) => again(turn, question, { plan }),
      }),
    );
    turn.node.classList.toggle("turn--abstained", Boolean(answer.abstained));
    // A follow-up follows what was asked in the end: with the companies and periods of the chips.
    turn.said = { question: (extras.given && answer.understood?.text) || question, answer: answer.answer, id: answer.id, conversationId };
  }

  /** Says what went wrong; an answer that stood here before comes back under it, as it was left. */
  function fail(turn, question, message, extras, earlier) {
    const retry = el("button", { type: "button", class: "button", on: { click: () => again(turn, question, extras) } }, icon("retry"), t("Try again"));
    const failure = el("div", { class: "failure", role: "alert" }, el("p", {}, message, earlier && [" ", t("The earlier answer stands.")]), retry);
    if (earlier) {
      fill(turn.chips, earlier.chips);
      fill(turn.answer, failure, earlier.answer);
      turn.node.classList.toggle("turn--abstained", earlier.isAbstained);
      return;
    }
    turn.answer.querySelector(".waiting")?.remove();
    turn.answer.append(failure);
  }

  /** Says what a long silence waits for; a model that is silent is waited for until its time is up. */
  function sayOfWaiting(turn) {
    return setTimeout(async () => {
      const engine = await api.getEngine().catch(() => "embedded");
      const waiting = turn.answer.querySelector(".waiting");
      if (waiting) fill(waiting, engine === "embedded" ? t("This takes longer than usual") : t("Waiting for {model}; should it stay silent, the embedded engine answers", { model: engine }));
      if (waiting) announce(waiting.textContent);
    }, LONG_WAIT_MS);
  }

  /** Draws the events of one answer; returns whether the whole answer came. */
  async function stream(turn, question, extras, signal) {
    const text = el("div", { class: "prose prose--raw" });
    let isFollowed = true; // false once the reader has scrolled away from the end
    const conversationId = await hooks.conversationId();
    const request = {
      question,
      filings: hooks.scope(),
      history: historyOf(turn),
      conversation_id: conversationId,
      replaces: turn.said?.conversationId === conversationId ? turn.said?.id : undefined,
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

  /** A turn made ready to be answered anew, in its place; returns what stood there, if it was an answer. */
  function emptied(turn) {
    const stood = turn.said && {
      chips: [...turn.chips.childNodes],
      answer: [...turn.answer.childNodes].filter((node) => !node.classList?.contains("failure")),
      isAbstained: turn.node.classList.contains("turn--abstained"),
    };
    turn.node.classList.add("turn--streaming");
    turn.node.classList.remove("turn--abstained");
    fill(turn.answer, el("p", { class: "waiting" }, t("Reading the filings")));
    return stood;
  }

  async function submit(question, extras = {}, inPlaceOf = null) {
    const asked = question.trim();
    if (!asked || running) return;
    const controller = new AbortController();
    const pressed = document.activeElement;
    const earlier = inPlaceOf && emptied(inPlaceOf);
    const turn = inPlaceOf ?? newTurn(asked);
    // What was pressed may be gone with the old answer: Tab goes on from the new one.
    if (pressed !== document.body && !pressed.checkVisibility()) turn.node.focus({ preventScroll: true });
    const failed = (message) => fail(turn, asked, message, extras, earlier);
    setRunning(controller);
    announce(t("Reading the filings"));
    const timer = sayOfWaiting(turn);
    const answered = () => stream(turn, asked, extras, controller.signal);
    // Where another tab deleted the conversation, the question begins a new one.
    const isGone = async (error) => error.status === 404 && (await hooks.isConversationGone());
    try {
      const isWhole = await answered().catch(async (error) => {
        if (await isGone(error)) return answered();
        throw error;
      });
      if (!isWhole) failed(t("The answer broke off before its checks arrived."));
    } catch (error) {
      if (error.name === "AbortError") failed(earlier ? t("Stopped.") : t("Stopped. What stands above, if anything, was not checked."));
      else if (error instanceof api.Problem || error instanceof api.Unreachable) failed(error.message);
      else {
        failed(t("The answer broke off: the connection to the service was lost."));
        console.warn(error);
      }
    } finally {
      clearTimeout(timer);
      turn.node.classList.remove("turn--streaming");
      if (running === controller) setRunning(null);
    }
  }

  function reset() {
    running?.abort();
    setRunning(null);
    turns = [];
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
        const { given, plan } = asked.body ?? {};
        const extras = { ...(given && { given }), ...(plan && { plan }) };
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
