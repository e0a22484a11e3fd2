// Periods in words.

const DAY_MS = 86_400_000;
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/**
 * "Year to 31 Dec 2023", "6 months to 30 Jun 2024", "at 31 Dec 2023".
 * @param {{start: string|null, end: string}|null|undefined} period ISO 8601 days, both included
 */
export function periodWords(period) {
  if (!period?.end) return "";
  const end = new Date(period.end);
  if (!period.start) return `at ${day.format(end)}`;
  const months = Math.round(((end - new Date(period.start)) / DAY_MS + 1) / 30.4375);
  const length = months === 12 ? "Year" : months === 3 ? "Quarter" : `${months} months`;
  return `${length} to ${day.format(end)}`;
}
