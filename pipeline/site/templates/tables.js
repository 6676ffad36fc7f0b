"use strict";
// Every table: sorted by a click on a head, filtered by words, copied and saved as it is shown.
document.addEventListener("DOMContentLoaded", () => {
  const { say, onSpeak } = worknotice;
  const collator = new Intl.Collator("zh", { numeric: true });
  const fold = (words) => words.normalize("NFKC").toLowerCase();

  for (const table of document.querySelectorAll("table[data-table]")) {
    const body = table.tBodies[0], rows = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    // A row is found by its words, and by what else its indicator is called.
    const wordsOf = (row) => fold(`${row.textContent} ${row.dataset.also ?? ""}`);
    const words = new Map(rows.map((row) => [row, wordsOf(row)]));
    const numeric = (cell) => cell.dataset.value !== undefined && cell.dataset.value !== "" && !Number.isNaN(Number(cell.dataset.value));
    const shown = () => [...body.rows].filter((row) => !row.hidden);

    // ── the bar above it ──
    const bar = document.createElement("div");
    bar.className = "bar";
    const filter = document.createElement("input");
    filter.type = "search";
    const count = document.createElement("output");
    const button = (run) => {
      const one = document.createElement("button");
      one.type = "button";
      one.addEventListener("click", () => run(one));
      return one;
    };
    const copy = button(async (one) => {
      try {
        await navigator.clipboard.writeText(lines(shown()).map((cells) => cells.map((cell) => guarded(cell).replace(/[\t\n]/g, " ")).join("\t")).join("\n"));
        one.textContent = say("已复制", "Copied");
      } catch {
        one.textContent = say("无法复制", "The clipboard is closed");
      }
    });
    const csv = button(() => save(`${table.dataset.table}.csv`, "text/csv", [csvOf(lines(shown()))]));
    const excel = button(() => save(`${table.dataset.table}.xlsx`, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsxOf(lines(shown()))));
    bar.append(filter, count, copy, csv, excel);
    table.before(bar);

    // ── sorting ──
    for (const [at, head] of heads.entries()) {
      const sorter = button(() => sort(at, head));
      sorter.dataset.zh = head.dataset.zh;
      sorter.dataset.en = head.dataset.en;
      delete head.dataset.en;
      sorter.textContent = head.textContent;
      head.replaceChildren(sorter);
    }
    function sort(at, head) {
      const up = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      for (const one of heads) one.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up === 1 ? "ascending" : "descending");
      const keyed = rows.map((row, place) => {
        const cell = row.cells[at];
        return [row, place, numeric(cell) ? Number(cell.dataset.value) : null, cell.textContent.trim()];
      });
      keyed.sort((one, other) => {
        const byNumber = one[2] !== null && other[2] !== null ? one[2] - other[2] : collator.compare(one[3], other[3]);
        return byNumber * up || one[1] - other[1];
      });
      body.append(...keyed.map(([row]) => row));
    }

    // ── filtering ──
    function narrow() {
      const wanted = fold(filter.value).split(/\s+/).filter(Boolean);
      for (const row of rows) row.hidden = !wanted.every((one) => words.get(row).includes(one));
      tell();
    }
    function tell() {
      const left = shown().length;
      count.textContent = left === rows.length ? say(`${left} 行`, left === 1 ? "1 row" : `${left} rows`) : say(`${left} / ${rows.length} 行`, `${left} of ${rows.length} rows`);
    }
    function speak() {
      filter.placeholder = say("筛选", "Filter");
      filter.setAttribute("aria-label", say("筛选本表", "Filter this table"));
      copy.textContent = say("复制", "Copy");
      csv.textContent = "CSV";
      excel.textContent = "Excel";
      for (const row of rows) words.set(row, wordsOf(row));
      tell();
    }
    filter.addEventListener("input", narrow);
    onSpeak(speak);
    speak();
    for (const sorter of table.tHead.querySelectorAll("button")) sorter.textContent = say(sorter.dataset.zh, sorter.dataset.en);

    // ── what is shown, as rows of cells ──
    function lines(chosen) {
      const value = (cell) => (cell.closest("thead") || !numeric(cell) || cell.textContent.trim() !== cell.dataset.value ? cell.textContent.replace(/\s+/g, " ").trim() : Number(cell.dataset.value));
      return [heads, ...chosen.map((row) => [...row.cells])].map((cells) => cells.map(value));
    }
  }

  // No cell of a document is a formula to a spreadsheet.
  const guarded = (cell) => (typeof cell === "string" && /^[=+\-@\t\r＝＋－＠]/.test(cell) ? `'${cell}` : String(cell));
  const csvOf = (lines) => "\ufeff" + lines.map((cells) => cells.map((cell) => {
    const words = guarded(cell);
    return /[",\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
  }).join(",")).join("\r\n") + "\r\n";

  function save(name, type, pieces) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(pieces, { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  // ── a workbook: the least that Excel, WPS and LibreOffice open, its texts as texts; a ZIP whose files are stored ──
  function xlsxOf(lines) {
    const xml = (words) => words.replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd").replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
    const cell = (value) => (typeof value === "number" ? `<c><v>${value}</v></c>` : `<c t="inlineStr"><is><t xml:space="preserve">${xml(value)}</t></is></c>`);
    const sheet = lines.map((cells) => `<row>${cells.map(cell).join("")}</row>`).join("");
    const start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
    const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const packages = "http://schemas.openxmlformats.org/package/2006";
    const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    return zipOf({
      "[Content_Types].xml": `${start}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${kinds}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${kinds}.worksheet+xml"/></Types>`,
      "_rels/.rels": `${start}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      "xl/workbook.xml": `${start}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      "xl/_rels/workbook.xml.rels": `${start}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
      "xl/worksheets/sheet1.xml": `${start}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetData>${sheet}</sheetData></worksheet>`,
    });
  }
  function zipOf(files) {
    const encoder = new TextEncoder(), pieces = [], index = [];
    let at = 0;
    const numbers = (...fields) => {
      const view = new DataView(new ArrayBuffer(fields.reduce((sum, [size]) => sum + size, 0)));
      let place = 0;
      for (const [size, value] of fields) {
        if (size === 2) view.setUint16(place, value, true); else view.setUint32(place, value, true);
        place += size;
      }
      return new Uint8Array(view.buffer);
    };
    for (const [path, content] of Object.entries(files)) {
      const name = encoder.encode(path), bytes = encoder.encode(content);
      const about = [[2, 20], [2, 0x800], [2, 0], [2, 0], [2, 0x21], [4, crc(bytes)], [4, bytes.length], [4, bytes.length], [2, name.length], [2, 0]];
      pieces.push(numbers([4, 0x04034b50], ...about), name, bytes);
      index.push(numbers([4, 0x02014b50], [2, 20], ...about, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]), name);
      at += 30 + name.length + bytes.length;
    }
    const size = index.reduce((sum, piece) => sum + piece.length, 0), count = index.length / 2;
    return [...pieces, ...index, numbers([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, at], [2, 0])];
  }
  function crc(bytes) {
    let sum = ~0;
    for (const byte of bytes) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
    }
    return ~sum >>> 0;
  }
});
