"use strict";
// The search: which parts have every pair of characters of the words, then the words themselves in those parts.
document.addEventListener("DOMContentLoaded", async () => {
  const { load, say, onSpeak } = worknotice;
  const find = (id) => document.getElementById(id);
  const form = find("find"), box = find("q"), hits = find("hits"), status = find("status"), more = find("more");
  const AT_ONCE = 50;
  const KINDS = { i: ["事项", "task"], t: ["目标", "target"], u: ["单位", "unit"], n: ["指标", "indicator"] };
  const about = await load("search", "about");
  // As `fold` in search.py: full width to half, letters small; no length changes, so places stay right.
  const fold = (words) => words.replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).toLowerCase();
  const shard = (pair) => (pair[0].codePointAt(0) * 31 + pair[1].codePointAt(0)) % about.shards;
  let run = 0, queue = [], wanted = [], kinds = new Set(), found = 0;

  async function candidates() {
    let parts = null;
    for (const word of wanted) {
      const signs = Array.from(word);
      for (let at = 0; at + 1 < signs.length; at++) {
        const listed = (await load("search", `pairs-${shard([signs[at], signs[at + 1]])}`))[signs[at] + signs[at + 1]] ?? [];
        const these = new Set(listed);
        parts = parts === null ? listed : parts.filter((one) => these.has(one));
        if (!parts.length) return [];
      }
    }
    return parts ?? Array.from({ length: about.parts }, (_, at) => at);
  }

  async function search() {
    const mine = ++run;
    wanted = fold(box.value).split(/\s+/).filter(Boolean);
    kinds = new Set([...form.querySelectorAll("[name=kind]:checked")].map((one) => one.value));
    hits.replaceChildren();
    found = 0;
    more.hidden = true;
    status.textContent = "";
    if (!wanted.length) return;
    status.textContent = say("正在查找…", "Searching …");
    const parts = await candidates();
    if (mine !== run) return;
    queue = parts.map((part) => [part, 0]);
    await further(mine);
  }

  async function further(mine) {
    let room = AT_ONCE;
    more.hidden = true;
    while (queue.length && room > 0) {
      const [part, from] = queue[0];
      const { heads, names: known, rows } = await load("search", `part-${part}`);
      if (mine !== run) return;
      let at = from;
      for (; at < rows.length && room > 0; at++) {
        const row = rows[at];
        if (!kinds.has(row[0])) continue;
        const words = fold(`${row[4]} ${row[5]} ${heads[row[1]][1]}`), named = row[6].map((one) => known[one]);
        const by = wanted.filter((one) => !words.includes(one)), names = named.map(fold);
        if (!by.every((one) => names.some((name) => name.includes(one)))) continue;
        hits.append(hit(row, heads[row[1]], named.filter((_, at) => by.some((one) => names[at].includes(one)))));
        found++;
        room--;
      }
      if (at < rows.length) queue[0] = [part, at]; else queue.shift();
    }
    more.hidden = !queue.length;
    tell();
  }
  function tell() {
    if (!wanted.length) return;
    status.textContent = queue.length ? say(`已找到 ${found} 条，还可继续`, `${found} found so far`) : say(`共 ${found} 条`, `${found} found`);
  }

  /** A line of what was found; `names` are those that it was found by: of units, of an indicator. */
  function hit([kind, , id, number, words, extra], [page, where], names) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = page.split("/").map(encodeURIComponent).join("/") + (id && `#${encodeURIComponent(id)}`);
    const label = document.createElement("span");
    label.className = "soft";
    const says = () => { label.textContent = [say(...KINDS[kind]) + (number && ` ${number}`), where, ...(kind === "t" || kind === "n" ? called : shortest)(names)].filter(Boolean).join(" · "); };
    onSpeak(says);
    says();
    link.append(...marked(kind === "i" && extra && !words.startsWith(extra) ? `${extra} ${words}` : kind === "t" ? `${words} ${extra}` : words));
    item.append(link, label);
    return item;
  }
  /** Of the names of one unit the shortest: what is part of a longer name is left, and the longer one goes. */
  const shortest = (names) => names.filter((name) => !names.some((other) => other !== name && name.includes(other)));
  /** Of all the ways to call an indicator one is enough. */
  const called = (names) => names.slice(0, 1).map((name) => say(`又称${name}`, `also ${name}`));
  /** The words with what was looked for marked, from a little before the first place on. */
  function marked(words) {
    const text = fold(words), spans = [];
    for (const one of wanted) {
      for (let at = text.indexOf(one); at >= 0; at = text.indexOf(one, at + one.length)) spans.push([at, at + one.length]);
    }
    spans.sort((one, other) => one[0] - other[0]);
    const start = spans.length && spans[0][0] > 40 ? spans[0][0] - 30 : 0, end = Math.min(words.length, start + 160);
    const pieces = [start ? "…" : ""];
    let at = start;
    for (const [from, to] of spans) {
      if (from < at || to > end) continue;
      const mark = document.createElement("mark");
      mark.textContent = words.slice(from, to);
      pieces.push(words.slice(at, from), mark);
      at = to;
    }
    return [...pieces, words.slice(at, end), end < words.length ? "…" : ""];
  }

  const asked = () => { try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; } };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (asked() === box.value) search(); else location.hash = encodeURIComponent(box.value);
  });
  form.addEventListener("change", (event) => { if (event.target.name === "kind") search(); });
  addEventListener("hashchange", () => { box.value = asked(); search(); });
  more.addEventListener("click", () => further(run));
  onSpeak(tell);
  box.value = asked();
  box.focus();
  await search();
});
