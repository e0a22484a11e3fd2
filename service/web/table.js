// A table as it was extracted, with the cited cell marked.

import { el } from "./dom.js";
import { t } from "./words.js";

const isNumeric = (text) => /\d/.test(text) && /^[\s(\-–—+]*[^\p{L}]*\d[\d.,\s]*[)%x×]*[^\p{L}]*$/u.test(text);

const same = (a, b) => (a ?? "").replace(/\s+/g, " ").trim() === (b ?? "").replace(/\s+/g, " ").trim();

/** Row and column of the cited cell: by index if the citation has it, else by label and text. */
function findCited(cells, cited) {
  if (!cited) return null;
  if (Number.isInteger(cited.row_index) && Number.isInteger(cited.column_index)) {
    return { row: cited.row_index, column: cited.column_index };
  }
  const rows = new Set(cells.filter((cell) => same(cell.text, cited.row)).map((cell) => cell.row));
  const hits = cells.filter((cell) => same(cell.text, cited.text));
  const hit = hits.find((cell) => rows.has(cell.row)) ?? (hits.length === 1 ? hits[0] : null);
  return hit && { row: hit.row, column: hit.column };
}

/**
 * @param {object} table of GET /v1/tables/{id}
 * @param {object|null} cited the citation's `cell`
 * @param {object[]} operands cells of the same table that the number rests on too
 */
export function drawTable(table, cited, operands = []) {
  const grid = table.grid ?? table;
  const cells = grid.cells ?? [];
  const headerRows = table.header_rows ?? 0;
  const place = findCited(cells, cited);
  const others = new Set(operands.map((cell) => findCited(cells, cell)).filter(Boolean).map(({ row, column }) => `${row},${column}`));
  const rows = new Map();
  for (const cell of cells) {
    if (!rows.has(cell.row)) rows.set(cell.row, []);
    rows.get(cell.row).push(cell);
  }
  const columnCount = grid.column_count ?? 1 + Math.max(0, ...cells.map((cell) => cell.column));
  const covered = new Set(); // "row,column" under a cell that spans rows
  const drawRow = (number) => {
    const inRow = new Map((rows.get(number) ?? []).map((cell) => [cell.column, cell]));
    const drawn = [];
    for (let column = 0; column < columnCount; column += 1) {
      if (covered.has(`${number},${column}`)) continue;
      const cell = inRow.get(column) ?? { text: "", row: number, column };
      const width = cell.column_span ?? 1;
      const height = cell.row_span ?? 1;
      for (let row = number; row < number + height; row += 1) {
        for (let over = column; over < column + width; over += 1) covered.add(`${row},${over}`);
      }
      const isHeader = number < headerRows;
      const isCited = place?.row === number && place.column === column;
      const isOperand = !isCited && others.has(`${number},${column}`);
      drawn.push(
        el(
          isHeader || (column === 0 && cell.text) ? "th" : "td",
          {
            class: isCited ? "cited" : isOperand ? "cited cited--operand" : isNumeric(cell.text) || (isHeader && column > 0) ? "numeric" : null,
            scope: isHeader ? "col" : column === 0 && cell.text ? "row" : null,
            colspan: width > 1 ? width : null,
            rowspan: height > 1 ? height : null,
          },
          isCited || isOperand ? el("mark", {}, cell.text) : cell.text,
        ),
      );
    }
    return el("tr", { class: place?.row === number ? "cited-row" : null }, drawn);
  };
  const numbers = [...rows.keys()].sort((a, b) => a - b);
  const doubts = table.doubts ?? [];
  return el(
    "div",
    { class: "extract" },
    el(
      "div",
      { class: "extract__scroll", tabindex: "0", role: "region", "aria-label": t("Table as extracted") },
      el(
        "table",
        {},
        el("caption", {}, table.caption || t("Table"), table.unit_note && el("span", { class: "extract__unit" }, table.unit_note)),
        el("thead", {}, numbers.filter((row) => row < headerRows).map(drawRow)),
        el("tbody", {}, numbers.filter((row) => row >= headerRows).map(drawRow)),
      ),
    ),
    doubts.length > 0 && el("ul", { class: "notes" }, doubts.map((doubt) => el("li", {}, doubt))),
  );
}
