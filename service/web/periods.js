// Periods in words.

import { locale, t } from "./words.js";

const DAY_MS = 86_400_000;
const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/**
 * "Year to 31 Dec 2023", "6 months to 30 Jun 2024", "at 31 Dec 2023". A chip hands these words back
 * to the API, so in every language they are such as it reads.
 * @param {{start: string|null, end: string}|null|undefined} period ISO 8601 days, both included
 */
export function periodWords(period) {
  if (!period?.end) return "";
  const end = new Date(period.end);
  if (!period.start) return t("at {end}", { end: day.format(end) });
  const months = Math.round(((end - new Date(period.start)) / DAY_MS + 1) / 30.4375);
  const values = { months, end: day.format(end) };
  if (months === 12) return t("Year to {end}", values);
  return months === 3 ? t("Quarter to {end}", values) : t("{months} months to {end}", values);
}
