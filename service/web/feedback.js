// What a reader thinks of an answer: a thumb, and a comment beside it.

import * as api from "./api.js";
import { announce, complain, el, fill, iconButton } from "./dom.js";
import { t } from "./words.js";

/**
 * Two thumbs and, once one is given, a line for a comment.
 * @param {{conversationId: string|null, answerId: string, kept: {is_good: boolean, comment: string}|null}} of
 * @returns {{buttons: Node[], comment: Node}|null} null where the answer is not kept
 */
export function feedbackOn({ conversationId, answerId, kept }) {
  if (!conversationId) return null;
  let given = kept ?? null;
  const comment = el("div", { class: "feedback" });
  const thumbs = [
    [true, "thumb-up", t("The answer is good")],
    [false, "thumb-down", t("The answer is wrong or of no use")],
  ].map(([isGood, name, label]) => [isGood, iconButton(name, label, () => press(isGood), { "aria-pressed": "false" })]);

  function draw() {
    for (const [isGood, button] of thumbs) button.setAttribute("aria-pressed", String(given?.is_good === isGood));
  }

  async function keep(next) {
    try {
      if (next) await api.giveFeedback(conversationId, answerId, next);
      else await api.takeFeedbackBack(conversationId, answerId);
      given = next;
      announce(next ? t("Kept") : t("Taken back"));
    } catch (error) {
      complain(error.message);
    }
    draw();
  }

  async function press(isGood) {
    const isTakenBack = given?.is_good === isGood;
    await keep(isTakenBack ? null : { is_good: isGood, comment: given?.comment ?? "" });
    if (given) ask();
    else fill(comment);
  }

  function ask() {
    const field = el("input", {
      class: "field",
      value: given.comment,
      maxlength: "4000",
      "aria-label": t("Comment on the answer"),
      placeholder: given.is_good ? t("What is good about it? (optional)") : t("What is wrong, and what is right? (optional)"),
    });
    const form = el(
      "form",
      {
        class: "feedback__form",
        on: {
          submit: async (event) => {
            event.preventDefault();
            await keep({ ...given, comment: field.value.trim() });
            show();
          },
        },
      },
      field,
      el("button", { type: "submit", class: "button button--small" }, t("Keep the comment")),
    );
    fill(comment, form);
    field.focus();
  }

  function show() {
    fill(comment, given?.comment ? el("p", { class: "feedback__said" }, `“${given.comment}”`) : null);
  }

  draw();
  show();
  return { buttons: thumbs.map(([, button]) => button), comment };
}
