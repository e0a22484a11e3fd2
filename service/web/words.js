// Our own labels in the language of the page. English text is the key; names, quotes, answers and
// messages of the API are never looked up here.

const KEPT = "tickmark.language"; // read by theme.js, before the first paint

/** "en" or "zh", as theme.js chose it. */
export const language = () => (document.documentElement.lang.startsWith("zh") ? "zh" : "en");

/** What Intl formats and sorts by. */
export const locale = language() === "zh" ? "zh-CN" : "en-GB";

// Only a Chinese page pays for the Chinese words. Where they cannot be had, English is shown.
const words = language() === "zh" ? await import("./words-zh.js").then((module) => module.default, () => ({})) : {};

/**
 * A label in the language of the page, English where it has none.
 * @param {string} text in English, with {placeholders}
 * @param {object} values of the placeholders
 */
export function t(text, values = {}) {
  return (words[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

const wholeNumber = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });

/** "5,120" */
export const number = (value) => wholeNumber.format(value);

/** Keeps the choice and loads the page anew in that language; its address names the conversation. */
export function chooseLanguage(code) {
  try {
    localStorage.setItem(KEPT, code);
  } catch {
    // Not remembered where storage is closed to the page: it stays in the browser's language.
  }
  location.reload();
}

const ATTRIBUTES = { "data-t-label": "aria-label", "data-t-title": "title", "data-t-placeholder": "placeholder" };

/** Translates the labels that stand in index.html itself. */
export function translatePage() {
  if (language() !== "en") {
    for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.textContent);
    for (const [mark, attribute] of Object.entries(ATTRIBUTES)) {
      for (const node of document.querySelectorAll(`[${mark}]`)) node.setAttribute(attribute, t(node.getAttribute(attribute)));
    }
  }
  document.documentElement.dataset.translated = "";
}
