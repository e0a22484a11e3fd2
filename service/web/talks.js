// Conversations that are kept: found again, renamed, deleted. The address names the open one.

import * as api from "./api.js";
import { byId, complain, confirmed, el, fill, iconButton } from "./dom.js";
import { locale, t } from "./words.js";

const when = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const titleOf = (talk) => talk.title || t("Untitled conversation");

function installTabs(onShown) {
  const tabs = [byId("tab-filings"), byId("tab-conversations")];
  const select = (chosen) => {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      byId(tab.getAttribute("aria-controls")).hidden = !isChosen;
    }
    if (chosen === tabs[1]) onShown();
  };
  for (const [at, tab] of tabs.entries()) {
    tab.addEventListener("click", () => select(tab));
    tab.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      tabs[1 - at].focus();
      select(tabs[1 - at]);
    });
  }
}

/** Offers a conversation's files: what was said, and the working paper of its numbers. */
function offerFiles(id) {
  const link = (format, name, line) =>
    el("li", {}, el("a", { class: "button", href: api.exportConversationUrl(id, format), download: true }, name), el("span", {}, line));
  const dialog = el(
    "dialog",
    { class: "dialog", "aria-labelledby": "export-title" },
    el("div", { class: "dialog__head" }, el("h2", { id: "export-title", class: "dialog__title" }, t("Export the conversation")), iconButton("close", t("Close"), () => dialog.close())),
    el(
      "ul",
      { class: "exports" },
      link("md", "Markdown", t("Questions and answers, each with its checks and sources.")),
      link("xlsx", t("Working paper (.xlsx)"), t("One row a number: verdict, reason, cell, page, file hash; to be signed off.")),
      link("html", t("Working paper (.html)"), t("The same as a page to print.")),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * @param {{onOpen: (conversation: object) => void, onClosed: () => void}} hooks
 */
export function createTalks(hooks) {
  const list = byId("talks");
  const filter = byId("talk-filter");
  let opening = 0; // each opening has a number: what an older one brings is dropped
  let current = null; // id of the conversation that questions are kept in

  const addressed = () => new URLSearchParams(location.search).get("conversation");

  /** @param {boolean} isStep whether the browser's Back leads to what was open before */
  function setCurrent(id, { isStep = false } = {}) {
    current = id;
    byId("export-conversation").hidden = !id;
    if (id === addressed()) return;
    const address = id ? `/?conversation=${encodeURIComponent(id)}` : "/";
    if (isStep) window.history.pushState(null, "", address);
    else window.history.replaceState(null, "", address);
  }

  /** The conversation to keep a question in, begun now if there is none yet. */
  async function currentId() {
    if (!current) setCurrent((await api.beginConversation()).id);
    return current;
  }

  /** Whether the open conversation was deleted elsewhere; the next question then begins another. */
  async function isGone() {
    try {
      if (current) await api.getConversation(current);
      return false;
    } catch (error) {
      if (error.status !== 404) return false;
      setCurrent(null);
      refresh();
      return true;
    }
  }

  /** Leaves the open conversation; the next question begins another. */
  function begin({ isStep = true } = {}) {
    opening += 1;
    setCurrent(null, { isStep });
    hooks.onClosed();
    refresh();
  }

  async function open(id, { isStep = true } = {}) {
    const ticket = (opening += 1);
    try {
      const kept = await api.getConversation(id);
      if (ticket !== opening) return; // another was opened meanwhile
      setCurrent(id, { isStep });
      hooks.onOpen(kept);
      refresh();
    } catch (error) {
      if (ticket !== opening) return;
      begin({ isStep: false });
      complain(error.message);
    }
  }

  /** Opens what the address names, where that is not what is open: after Back and Forward. */
  function follow() {
    const id = addressed();
    if (id === current) return;
    if (id) open(id, { isStep: false });
    else begin({ isStep: false });
  }

  async function remove(talk) {
    const sure = await confirmed({
      title: t("Delete “{title}”?", { title: titleOf(talk) }),
      detail: t("Its questions and answers are deleted. The filings stay."),
      action: t("Delete"),
    });
    if (!sure) return;
    await api.deleteConversation(talk.id).catch((error) => complain(error.message));
    if (talk.id === current) begin({ isStep: false });
    else await refresh();
    if (document.activeElement === document.body) filter.focus(); // what was pressed is gone
  }

  function rename(talk, item) {
    const field = el("input", { class: "field", value: titleOf(talk), "aria-label": t("Title of the conversation"), maxlength: "300" });
    let isDone = false;
    const done = async (isKept, { isByKey = false } = {}) => {
      if (isDone) return;
      isDone = true;
      const title = field.value.trim();
      if (isKept && title && title !== talk.title) await api.renameConversation(talk.id, title).catch((error) => complain(error.message));
      await refresh();
      if (isByKey) list.querySelector(`[data-id="${CSS.escape(talk.id)}"] .talk__open`)?.focus();
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") done(true, { isByKey: true });
      if (event.key === "Escape") {
        event.stopPropagation();
        done(false, { isByKey: true });
      }
    });
    field.addEventListener("blur", () => done(true));
    fill(item, el("div", { class: "talk__rename" }, field));
    field.select();
  }

  function draw(talk) {
    const item = el(
      "li",
      { class: "talk", "data-id": talk.id, "data-current": talk.id === current },
      el(
        "button",
        { type: "button", class: "talk__open", "aria-current": talk.id === current ? "true" : null, on: { click: () => open(talk.id) } },
        el("span", { class: "talk__title" }, titleOf(talk)),
        el("time", { class: "talk__when", datetime: talk.updated_at }, when.format(new Date(talk.updated_at))),
      ),
      el(
        "span",
        { class: "talk__actions" },
        iconButton("get", t("Export {title}", { title: titleOf(talk) }), () => offerFiles(talk.id)),
        iconButton("edit", t("Rename {title}", { title: titleOf(talk) }), () => rename(talk, item)),
        iconButton("trash", t("Delete {title}", { title: titleOf(talk) }), () => remove(talk)),
      ),
    );
    return item;
  }

  async function refresh() {
    if (byId("panel-conversations").hidden) return; // drawn when the tab is opened
    try {
      const talks = await api.listConversations();
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      const shown = talks.filter((talk) => words.every((word) => titleOf(talk).toLowerCase().includes(word)));
      const none = talks.length ? t("No conversation of that name.") : t("No conversations yet. The first question begins one.");
      fill(list, shown.length ? shown.map(draw) : el("li", { class: "empty" }, none));
    } catch (error) {
      fill(list, el("li", { class: "empty" }, error.message));
    }
  }

  installTabs(refresh);
  filter.addEventListener("input", refresh);
  return { begin, currentId, follow, isGone, refresh, exportCurrent: () => current && offerFiles(current) };
}
