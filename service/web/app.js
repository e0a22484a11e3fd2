// Puts the three panes together; the page's state lives in them.

import { createConversation } from "./conversation.js";
import { byId, counted, el, fill, icon } from "./dom.js";
import { createEvidence } from "./evidence.js";
import { createLibrary } from "./library.js";
import { installDrop } from "./drop.js";
import { createSuggestions } from "./suggestions.js";
import { createTalks } from "./talks.js";
import { hideTip, VERDICTS } from "./verdicts.js";
import { chooseLanguage, language, t, translatePage } from "./words.js";

translatePage();

const evidence = createEvidence({ filing: (id) => library.find(id) });

const conversation = createConversation({
  openEvidence: evidence.open,
  scope: () => library.selected(),
  nameOf: (id) => library.find(id)?.name,
  onFiling: (id) => library.only(id),
  companies: () => library.known("company"),
  periods: () => library.known("year"),
  conversationId: () => talks.currentId(),
  isConversationGone: () => talks.isGone(),
  onAnswered: () => talks.refresh(),
});

const talks = createTalks({
  onOpen(kept) {
    evidence.close();
    setLibraryOpen(false);
    conversation.load(kept);
  },
  onClosed: () => conversation.reset(),
});

const suggestions = createSuggestions({ onAsk: (question) => conversation.submit(question) });

const library = createLibrary({
  onChange(filings, selected) {
    const names = selected.map((id) => filings.find((filing) => filing.id === id)?.name).filter(Boolean);
    byId("scope-text").textContent =
      names.length === 0 ? t("Asking all filings") : t("Asking {what}", { what: names.length === 1 ? names[0] : counted(names.length, "filing") });
    drawWelcome(filings);
    suggestions.update(filings);
  },
});

function drawWelcome(filings) {
  const welcome = byId("welcome");
  const ticks = Object.entries(VERDICTS).map(([tick, { word, line }]) =>
    el("li", { class: "legend__item" }, icon(tick, `legend__tick legend__tick--${tick}`), el("b", {}, word), " ", el("span", {}, line)),
  );
  fill(
    welcome,
    el("h2", { class: "welcome__title" }, filings.length ? t("Ask the filings") : t("Add a filing to begin")),
    el("p", { class: "welcome__lead" }, filings.length ? t("Answers come with their sources. Every number wears a tick that says where it stands, and a click on it opens the place.") : t("Drop PDF, HTML, Word, Excel, CSV or text filings anywhere on this page, or use Add in the library. They can be asked as soon as they are read.")),
    el("ul", { class: "legend", "aria-label": t("What the ticks mean") }, ticks),
    suggestions.node,
  );
}

function setLibraryOpen(isOpen) {
  document.body.classList.toggle("has-library", isOpen);
  byId("open-library").setAttribute("aria-expanded", String(isOpen));
  if (isOpen) byId("close-library").focus();
}

function labelTheme() {
  const isDark = document.documentElement.dataset.theme === "dark";
  byId("theme").setAttribute("aria-label", isDark ? t("Use light colours") : t("Use dark colours"));
  byId("theme").title = byId("theme").getAttribute("aria-label");
}

byId("theme").addEventListener("click", () => {
  const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("tickmark.theme", theme);
  } catch {
    // Not remembered where storage is closed to the page.
  }
  labelTheme();
});

/** The button names the other language, in that language; index.html has it for an English page. */
function labelLanguage() {
  const button = byId("language");
  if (language() === "en") return;
  button.textContent = "English";
  button.lang = "en";
  button.title = "Show the page in English";
  button.setAttribute("aria-label", "English: show the page in English");
}

byId("language").addEventListener("click", () => chooseLanguage(language() === "en" ? "zh" : "en"));

byId("new-conversation").addEventListener("click", () => {
  evidence.close();
  talks.begin();
});
byId("export-conversation").addEventListener("click", () => talks.exportCurrent());
byId("open-library").addEventListener("click", () => setLibraryOpen(!document.body.classList.contains("has-library")));
byId("conversation").addEventListener("click", () => setLibraryOpen(false)); // beside the open drawer
byId("close-library").addEventListener("click", () => {
  setLibraryOpen(false);
  byId("open-library").focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  if (hideTip() || evidence.close()) return;
  setLibraryOpen(false);
});

addEventListener("popstate", () => {
  evidence.close();
  talks.follow();
});

// Another tab may have changed both meanwhile.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  library.refresh();
  talks.refresh();
});

document.addEventListener("scroll", hideTip, { capture: true, passive: true });

installDrop(byId("drop"), library.upload);
labelTheme();
labelLanguage();
library.refresh().then(() => talks.follow()); // a kept conversation names filings of the library
if (matchMedia("(min-width: 760px)").matches) conversation.focus();
