// Questions to begin with: of figures that the library holds, so that the first answer is one.

import * as api from "./api.js";
import { el, fill } from "./dom.js";
import { periodWords } from "./periods.js";
import { t } from "./words.js";

const MOST = 3;
const MEASURES = [
  ["GrossProfit", t("gross profit")],
  ["ProfitLossFromOperatingActivities", t("operating profit")],
  ["ProfitLoss", t("net profit")],
  ["Revenue", t("revenue")],
];

/** A filing of each company, the first of its name; a filing that names none asks nothing. */
function ofEachCompany(filings) {
  const first = new Map();
  for (const filing of filings) {
    const { company, period_dates: period, facts } = filing;
    if (filing.is_answerable && company && period && facts && !first.has(company)) first.set(company, filing);
  }
  return [...first.values()];
}

function question(measure, { company, period_dates: period }) {
  const year = period.end.slice(0, 4);
  if (period.start === `${year}-01-01` && period.end === `${year}-12-31`) return t("What was the {measure} of {company} in {year}?", { measure, company, year });
  const words = periodWords(period);
  return t("What was the {measure} of {company} in the {period}?", { measure, company, period: words.charAt(0).toLowerCase() + words.slice(1) });
}

/** A question about the first measure, from the `at`-th on, that a filing has for its own period. */
async function suggestion(filing, at) {
  for (let n = 0; n < MEASURES.length; n += 1) {
    const [concept, measure] = MEASURES[(at + n) % MEASURES.length];
    if (await api.hasFact(filing, concept)) return question(measure, filing);
  }
  return null;
}

/** @param {{onAsk: (question: string) => void}} hooks */
export function createSuggestions({ onAsk }) {
  const node = el("div", { class: "follow-ups" });
  let drawnFor = "";

  async function update(filings) {
    const asked = ofEachCompany(filings).slice(0, MOST);
    const key = JSON.stringify(asked.map(({ id, company, period_dates: period }) => [id, company, period]));
    if (key === drawnFor) return;
    drawnFor = key;
    const questions = await Promise.all(asked.map((filing, at) => suggestion(filing, at).catch(() => null)));
    if (key !== drawnFor) return;
    fill(node, questions.filter(Boolean).map((text) => el("button", { type: "button", class: "suggestion", on: { click: () => onAsk(text) } }, text)));
  }

  return { node, update };
}
