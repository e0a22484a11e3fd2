// What the API names by a code or a set word, in the language of the page.

import { t } from "./words.js";

const FORMS = {
  "annual results": t("Annual results"),
  "annual report": t("Annual report"),
  "interim results": t("Interim results"),
  "interim report": t("Interim report"),
  "quarterly results": t("Quarterly results"),
  "earnings release": t("Earnings release"),
  "esg report": t("ESG report"),
};

const OPERATIONS = {
  change: t("change"),
  percent_change: t("percent change"),
  computed: t("computed"),
  compare: t("compare"),
  list: t("list"),
  yesno: t("yes or no"),
};

const CHECKS = {
  balance_sheet: t("Balance sheet"),
  income_statement: t("Income statement"),
  cash_flows: t("Cash flows"),
  footing: t("Footing"),
  balance_sheet_identity: t("Balance sheet identity"),
  cash_roll_forward: t("Cash roll forward"),
  percentage: t("Percentage"),
  agreement: t("Agreement"),
  comparative: t("Comparative"),
  tagged_reading: t("Tagged reading"),
};

const OUTCOMES = { ties: t("ties"), "not found": t("not found") };

const STAGES = { parse: t("reading"), embed: t("embedding"), embedding: t("embedding") };

const TIMED = {
  read: t("read"),
  identify: t("identify"),
  tables: t("tables"),
  facts: t("facts"),
  concepts: t("concepts"),
  ties: t("tying"),
  passages: t("passages"),
  database: t("database"),
  comparatives: t("comparatives"),
  lexical: t("lexical"),
  embed: t("embed"),
};

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const spaced = (code) => code.replaceAll("_", " ");
const known = (names, code) => (Object.hasOwn(names, code) ? names[code] : null);

/** The form of a filing; one that was typed in stays as it was typed. */
export const formName = (form) => (form ? (known(FORMS, form.toLowerCase()) ?? capital(form)) : form);

export const operationName = (code) => known(OPERATIONS, code) ?? spaced(code);

/** A statement or a kind of tie. */
export const checkName = (code) => known(CHECKS, code) ?? capital(spaced(code));

/** Whether a statement ties; why it does not is the API's own sentence. */
export const outcomeName = (outcome) => known(OUTCOMES, outcome) ?? outcome;

export const stageName = (code) => known(STAGES, code) ?? code;

export const timedName = (code) => known(TIMED, code) ?? code;
