(() => {
  const { root, kept, keep, english, say, fold, folded } = shared;

  document.addEventListener("DOMContentLoaded", start);

  function start() {
    const find = (id) => document.getElementById(id);
    const source = find("source"), scroller = find("source-scroll"), panels = find("panels"), search = find("search");
    const facts = JSON.parse(find("facts").textContent);
    const TABLES = { i: "items", u: "units", t: "targets", f: "findings", s: "sections", n: "numbers", d: "doubts" };
    const tableOf = (key) => TABLES[key[0]];
    const tabs = [...document.querySelectorAll("[data-tab]")];
    const filters = find("filters").elements;
    const FILTERS = ["unit", "function", "section", "measure", "role", "severity"];

    // A row and its words have one key; `marks` holds every piece of the words, `places` the first of each.
    const rows = new Map(), keys = new Map(), marks = new Map(), places = new Map();
    for (const row of panels.querySelectorAll("tr[data-key]")) {
      rows.set(row.dataset.key, row);
      keys.set(row.dataset.id, row.dataset.key);
      marks.set(row.dataset.key, []);
      places.set(row.dataset.key, []);
    }
    for (const mark of source.querySelectorAll("[data-r]")) {
      for (const key of mark.dataset.r.split(" ")) {
        marks.get(key).push(mark);
        if (!mark.classList.contains("more")) places.get(key).push(mark);
      }
    }
    // A doubtful row leads to the words of the row that it doubts.
    for (const row of panels.querySelectorAll("tr[data-of]")) {
      const inside = (mark) => !row.dataset.within || mark.closest(".i")?.dataset.r.split(" ")[0] === row.dataset.within;
      marks.set(row.dataset.key, marks.get(row.dataset.of).filter(inside));
      places.set(row.dataset.key, places.get(row.dataset.of).filter(inside));
    }
    const rowsOf = Object.fromEntries(Object.values(TABLES).map((name) => [name, []]));
    for (const [key, row] of rows) rowsOf[tableOf(key)].push(row);

    let tab = root.dataset.opens, chosen = null, cursor = 0, query = "", address = "";
    let lit = [];
    const AROUND = 60; // so many characters around words at most make them stand once

    // ── a row and its words ──

    const taskAt = (mark) => mark.closest(".i")?.dataset.r.split(" ")[0] ?? null;

    function show(name) {
      tab = name;
      for (const button of tabs) {
        const on = button.dataset.tab === name;
        button.setAttribute("aria-selected", on);
        button.tabIndex = on ? 0 : -1;
      }
      for (const panel of panels.querySelectorAll(".panel")) panel.classList.toggle("open", panel.dataset.panel === name);
      enter();
    }

    /** Leaves one row of the open table in the order of the Tab key: the chosen one, else the first. */
    function enter() {
      const open = rowsOf[tab];
      for (const link of panels.querySelectorAll('.open tbody th a[tabindex="0"]')) link.tabIndex = -1;
      const row = open.find((one) => one.dataset.key === chosen) ?? open.find((one) => !one.hidden);
      if (row) row.querySelector("th a").tabIndex = 0;
    }

    function unlight() {
      for (const one of lit) {
        one.classList.remove("selected", "current", "context");
        one.removeAttribute("aria-current");
      }
      lit = [];
    }

    function light(element, ...names) {
      element.classList.add(...names);
      lit.push(element);
    }

    /**
     * Chooses a row.  `at` is the place among its words to go to, `from` the pane that stays as it is because the
     * reader has just pointed there.
     */
    function choose(key, { at = 0, from = "", push = false, focus = false } = {}) {
      unlight();
      chosen = key;
      const row = rows.get(key), here = places.get(key);
      cursor = here.length ? ((at % here.length) + here.length) % here.length : 0;
      if (row.hidden) refilter();
      if (tab !== tableOf(key)) show(tableOf(key));
      else enter();
      light(row, "selected");
      row.setAttribute("aria-current", "true");
      for (const mark of marks.get(key)) light(mark, "selected");
      const current = here[cursor];
      if (current) {
        light(current, "current");
        const task = taskAt(current);
        if (task && task !== key) for (const mark of marks.get(task)) light(mark, "context");
        if (from !== "source") centre(current);
      }
      if (from !== "row") row.scrollIntoView({ block: from ? "center" : "nearest" });
      if (focus) row.querySelector("th a").focus({ preventScroll: true });
      remember(push);
      report();
    }

    function centre(element) {
      element.scrollIntoView({ block: "center" });
      // Lines that were out of sight had only a guess for a height: once they are laid out, settle.
      requestAnimationFrame(() => { if (element.classList.contains("current")) element.scrollIntoView({ block: "center" }); });
    }

    function drop() {
      unlight();
      chosen = null;
      refilter();
      remember(false);
    }

    /** From any link, mark or row to what it stands for; `within` prefers the words inside that task. */
    function go(key, { within = null, ...how } = {}) {
      const here = places.get(key);
      const inside = within ? here.findIndex((mark) => taskAt(mark) === within) : -1;
      choose(key, { at: key === chosen && inside < 0 ? cursor + 1 : Math.max(inside, 0), ...how });
    }

    const selecting = () => !getSelection().isCollapsed;

    source.addEventListener("click", (event) => {
      const flag = event.target.closest("[data-go]");
      if (flag) {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        choose(flag.dataset.go, { from: "source", push: true });
        return;
      }
      const mark = event.target.closest("[data-r]:not(.long)");
      if (!mark || selecting()) return;
      let reached = mark;
      // A number that belongs to a target stands for it, but where the table of numbers is open.
      const target = facts.numbers[mark.dataset.r]?.[2];
      if (target && tab !== "numbers") reached = places.get(target)[0] ?? mark;
      const same = (target && tab !== "numbers" ? target : reached.dataset.r).split(" ");
      // Two rows on the same words take turns.
      const key = same[(same.indexOf(chosen) + 1) % same.length];
      const first = mark.classList.contains("more") ? firstPiece(key, mark) : mark;
      choose(key, { at: Math.max(places.get(key).indexOf(first), 0), from: "source", push: true });
    });

    /** The piece in which the words begin that go on in `piece`. */
    function firstPiece(key, piece) {
      const all = marks.get(key);
      let place = all.indexOf(piece);
      while (place > 0 && all[place].classList.contains("more")) place--;
      return all[place];
    }

    source.addEventListener("mouseover", (event) => {
      const mark = event.target.closest("[data-r], [data-go]");
      if (!mark) return;
      const key = mark.dataset.go ?? mark.dataset.r.split(" ")[0];
      const cells = { u: [0, 1], t: [0, 2], n: [1], f: [1] }[key[0]] ?? [];
      mark.title = cells.map((place) => words(rows.get(key).cells[place], " ").trim().replace(/\s+/g, " ")).join(" · ");
    });

    panels.addEventListener("click", (event) => {
      const row = event.target.closest("tr[data-key]");
      if (!row) return;
      if (event.target.closest(".only")) {
        filters.unit.value = row.dataset.id;
        show("items");
        refilter();
        remember(true);
        return;
      }
      const link = event.target.closest("[data-go]");
      if (link) {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
      } else if (selecting()) return;
      const key = link?.dataset.go ?? row.dataset.key;
      if (key === row.dataset.key) go(key, { from: "row", push: true });
      else go(key, { within: row.dataset.key, push: true });
    });

    // ── filters and search ──

    const words = (node, between = "") =>
      [...node.childNodes].map((one) =>
        one.nodeType === Node.TEXT_NODE ? one.data : one.matches(".tasks, button") ? "" : words(one, between)).join(between);
    let wordsOf = new Map();
    function says(row, terms) {
      if (!terms.length) return true;
      if (!wordsOf.has(row)) wordsOf.set(row, folded([words(row), ...namesOf(row.dataset.key)].join("\n")));
      return terms.every((term) => wordsOf.get(row).includes(term));
    }

    /** The full, short and other names of the units that a row names. */
    function namesOf(key) {
      if (key[0] === "u") return facts.names[key];
      if (key[0] !== "i") return [];
      namesOf.of ??= facts.assigned.reduce((all, [task, unit]) => all.set(task, (all.get(task) ?? []).concat(facts.names[unit])), new Map());
      return namesOf.of.get(key) ?? [];
    }

    /** The tests that the chosen filters put to the rows of each table. */
    function conditions() {
      const want = Object.fromEntries(FILTERS.map((name) => [name, filters[name].value]));
      const unit = want.unit && keys.get(want.unit), section = want.section && keys.get(want.section);
      const under = (one) => {
        if (!section) return true;
        while (one && one !== section) one = facts.parents[one];
        return one === section;
      };
      const charged = ([, of, role]) =>
        (!unit || of === unit) && (!want.role || role === want.role) &&
        (!want.function || facts.functions[of].includes(want.function));
      const chargedIn = unit || want.role || want.function
        ? new Set(facts.assigned.filter(charged).map(([task]) => task)) : null;
      const tasksOf = (table, value) =>
        new Set(Object.values(table).filter((one) => one[2] === value).map(([task]) => task));
      const measured = want.measure ? tasksOf(facts.targets, want.measure) : null;
      const found = want.severity ? tasksOf(facts.findings, want.severity) : null;
      const within = (set, task) => !set || (task !== null && set.has(task));
      const task = (key) =>
        under(facts.items[key]) && within(chargedIn, key) && within(measured, key) && within(found, key);
      const ofTask = task;
      const units = new Set(facts.assigned.filter((one) => charged(one) && task(one[0])).map(([, of]) => of));
      return {
        any: FILTERS.some((name) => want[name]),
        items: task,
        units: (key) => units.has(key),
        targets: (key) => {
          const [of, head, measure] = facts.targets[key];
          return under(head) && (!want.measure || measure === want.measure) && within(chargedIn, of) && within(found, of);
        },
        findings: (key) => {
          const [of, head, severity] = facts.findings[key];
          return under(head) && (!want.severity || severity === want.severity) && within(chargedIn, of) && within(measured, of);
        },
        doubts: (key) => {
          const { of, within: task } = rows.get(key).dataset;
          return task ? ofTask(task) : of[0] === "i" ? ofTask(of) : of[0] === "s" ? under(of) : under(facts.targets[of][1]);
        },
        sections: under,
        numbers: (key) => {
          const [of, head, target] = facts.numbers[key];
          return under(head) && within(chargedIn, of) && within(found, of) &&
            (!want.measure || (target !== null && facts.targets[target][2] === want.measure));
        },
      };
    }

    function refilter() {
      const test = conditions();
      const terms = query.split(/\s+/).map(folded).filter(Boolean);
      for (const [name, list] of Object.entries(rowsOf)) {
        let shown = 0;
        for (const row of list) {
          const key = row.dataset.key;
          const fits = (!test.any || test[name](key)) && says(row, terms);
          const hide = !fits && key !== chosen;
          if (row.hidden !== hide) row.hidden = hide;
          if (fits) shown++;
        }
        const button = find(`tab-${name}`);
        button.querySelector("b").textContent = shown === list.length ? shown : `${shown}/${list.length}`;
        find(`panel-${name}`).querySelector(".empty").hidden = shown > 0;
      }
      for (const group of panels.querySelectorAll(".items tbody")) {
        group.hidden = [...group.rows].every((row) => row.hidden || !row.dataset.key);
      }
      for (const row of rowsOf.items) {
        const dim = test.any && !test.items(row.dataset.key);
        for (const mark of marks.get(row.dataset.key)) mark.classList.toggle("dim", dim);
      }
      for (const name of FILTERS) filters[name].classList.toggle("on", filters[name].value !== "");
      find("clear").hidden = !test.any;
      find("print-filters").textContent = FILTERS.filter((name) => filters[name].value)
        .map((name) => `${filters[name].labels[0].firstElementChild.textContent}：${filters[name].selectedOptions[0].textContent.trim()}`)
        .concat(query ? [`${say("检索", "search")}：${query}`] : []).join("　");
      enter();
      report();
    }

    function report() {
      const shown = rowsOf[tab].filter((row) => !row.hidden).length;
      const parts = [say(`显示 ${shown} 条，共 ${rowsOf[tab].length} 条`, `${shown} of ${rowsOf[tab].length} rows`)];
      if (chosen) {
        const count = places.get(chosen).length;
        if (count > 1) parts.push(say(`原文第 ${cursor + 1} 处，共 ${count} 处`, `place ${cursor + 1} of ${count}`));
      }
      tell(parts.join(" · "));
      offer();
    }
    function tell(message) { find("status").textContent = message; }

    find("filters").addEventListener("change", () => { refilter(); remember(true); toFirst(); });
    /** After a filter: the first row that fits, and its words. */
    function toFirst() {
      if (chosen || !FILTERS.some((name) => filters[name].value)) return;
      const row = rowsOf[tab].find((one) => !one.hidden);
      if (!row) return;
      panels.querySelector(".open").scrollTop = 0;
      places.get(row.dataset.key)[0]?.scrollIntoView({ block: "center" });
    }
    find("filters").addEventListener("submit", (event) => event.preventDefault());
    find("filters").addEventListener("reset", (event) => { event.preventDefault(); clear(); });
    function clear() {
      for (const name of FILTERS) filters[name].value = "";
      refilter();
      remember(true);
    }

    // The text as it is searched: its signs folded, and for each the node and the place it stands at.
    let index = null;
    function indexed() {
      if (index) return index;
      const signs = [], nodes = [], offsets = [];
      const walker = document.createTreeWalker(source, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        for (let offset = 0; offset < node.length; offset++) {
          const sign = fold(node.data[offset]);
          if (!sign) continue;
          signs.push(sign);
          nodes.push(node);
          offsets.push(offset);
        }
      }
      index = { text: signs.join(""), nodes, offsets };
      return index;
    }

    let hits = [], hit = -1;
    const MOST = 2000;
    function lookUp() {
      const terms = query.split(/\s+/).map(folded).filter(Boolean);
      const found = [];
      if (terms.length) {
        const { text } = indexed();
        for (const term of terms) {
          for (let at = text.indexOf(term); at >= 0 && found.length < MOST; at = text.indexOf(term, at + term.length)) {
            found.push([at, at + term.length - 1]);
          }
        }
      }
      found.sort((a, b) => a[0] - b[0]);
      hits = found.map(([first, last]) => {
        const range = new StaticRange({
          startContainer: index.nodes[first], startOffset: index.offsets[first],
          endContainer: index.nodes[last], endOffset: index.offsets[last] + 1,
        });
        return range;
      });
      hit = -1;
      paint();
    }
    function paint() {
      find("hits").textContent = query.trim() ? (hit >= 0 ? `${hit + 1}/` : "") + hits.length + (hits.length >= MOST ? "+" : "") : "";
      if (!globalThis.Highlight) return;
      CSS.highlights.set("found", new Highlight(...hits));
      const here = new Highlight(...(hit >= 0 ? [hits[hit]] : []));
      here.priority = 1;
      CSS.highlights.set("here", here);
    }
    function toHit(step) {
      if (!hits.length) return;
      hit = (hit + step + hits.length) % hits.length;
      const { startContainer, startOffset, endContainer, endOffset } = hits[hit];
      startContainer.parentElement.scrollIntoView({ block: "nearest" });
      const range = document.createRange();
      range.setStart(startContainer, startOffset);
      range.setEnd(endContainer, endOffset);
      const box = range.getBoundingClientRect(), pane = scroller.getBoundingClientRect();
      scroller.scrollTop += box.top - pane.top - pane.height / 2;
      paint();
    }
    let waiting = 0;
    search.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(searched, 80);
    });
    function searched() {
      clearTimeout(waiting);
      if (search.value === query) return;
      query = search.value;
      lookUp();
      refilter();
      toHit(1);
      remember(false);
    }
    search.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter") {
        event.preventDefault();
        if (search.value !== query) searched();
        else toHit(event.shiftKey ? -1 : 1);
      } else if (event.key === "Escape") {
        event.stopPropagation();
        event.preventDefault();
        if (search.value) { search.value = ""; searched(); } else search.blur();
      }
    });

    // ── the address ──

    function remember(push) {
      const state = new URLSearchParams();
      if (tab !== (chosen ? tableOf(chosen) : root.dataset.opens)) state.set("tab", tab);
      for (const name of FILTERS) if (filters[name].value) state.set(name, filters[name].value);
      if (query.trim()) state.set("q", query.trim());
      if (english()) state.set("lang", "en");
      const id = chosen ? encodeURIComponent(rows.get(chosen).dataset.id) : "";
      const next = id || String(state) ? `#${id}${String(state) ? "?" + state : ""}` : "";
      if (next === address) return;
      address = next;
      history[push ? "pushState" : "replaceState"](null, "", next || location.href.split("#")[0]);
    }

    function recall() {
      address = location.hash;
      const [, id, rest] = /^#?([^?]*)\??(.*)$/s.exec(address);
      const state = new URLSearchParams(rest);
      for (const name of FILTERS) {
        filters[name].value = state.get(name) ?? "";
        if (filters[name].selectedIndex < 0) filters[name].value = "";
      }
      if ((state.get("lang") === "en") !== english()) speak(state.get("lang") === "en");
      search.value = query = state.get("q") ?? "";
      lookUp();
      unlight();
      chosen = null;
      let key;
      // #i067, as the program prints it, is the row of this notice.
      try { key = keys.get(decodeURIComponent(id)) ?? keys.get(`${facts.notice}-${decodeURIComponent(id)}`); } catch { key = undefined; }
      show(tabs.some((one) => one.dataset.tab === state.get("tab")) ? state.get("tab") : key ? tableOf(key) : root.dataset.opens);
      refilter();
      if (key) {
        const open = tab;
        choose(key, { from: "address" });
        if (open !== tab) { show(open); remember(false); }
      } else toHit(1);
    }
    addEventListener("popstate", () => { if (location.hash !== address) recall(); });

    // ── language, colours, help ──

    function speak(toEnglish) {
      shared.speak(toEnglish);
      wordsOf = new Map();
    }
    find("language").addEventListener("click", () => { speak(!english()); refilter(); remember(false); });
    find("theme").addEventListener("click", shared.turnColours);
    find("print").addEventListener("click", () => print());
    find("copy").addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(location.href);
        tell(say("链接已复制", "Link copied"));
      } catch {
        tell(say("无法写入剪贴板，请从地址栏复制", "The clipboard is closed to this page: copy the address"));
      }
    });
    const dialog = find("keys");
    const help = () => dialog.showModal();
    find("help").addEventListener("click", help);
    for (const button of document.querySelectorAll("[data-layer]")) {
      button.addEventListener("click", () => {
        const off = source.classList.toggle(`no-${button.dataset.layer}`);
        button.setAttribute("aria-pressed", !off);
      });
    }
    for (const skip of document.querySelectorAll("[data-skip]")) {
      skip.addEventListener("click", (event) => {
        event.preventDefault();
        const to = skip.dataset.skip === "source" ? scroller : panels.querySelector('.open tbody th a[tabindex="0"]') ?? find(`tab-${tab}`);
        to.focus();
      });
    }

    // ── what a person decides ──

    // Kept by the entry's own words: an entry for words that the page no longer has is not shown.
    const decided = new Set(JSON.parse(kept(`decided ${facts.notice}`) || "[]"));
    const decide = [...panels.querySelectorAll(".decide")];
    const offered = new Set(decide.map((one) => one.dataset.entry));
    // An entry that a person decided of any other row: the words at which it stands are still there.
    const fits = (entry) => offered.has(entry) || (/^at = (.*)$/m.test(entry) && source.textContent.includes(JSON.parse(/^at = (.*)$/m.exec(entry)[1])));
    for (const entry of [...decided]) if (!fits(entry)) decided.delete(entry);

    /** Words of the text, the first of a row's own, that stand there once: as many more around them as that takes. */
    function wordsOnce(mark) {
      const text = source.textContent, before = document.createRange();
      before.selectNodeContents(source);
      before.setEnd(mark, 0);
      const begin = before.toString().length, end = begin + Math.min(mark.textContent.length, 2 * AROUND);
      for (let by = 0; by < AROUND; by++) {
        const words = text.slice(Math.max(0, begin - by), end + by);
        if (text.indexOf(words) === text.lastIndexOf(words)) return words;
      }
      return text.slice(begin, end);
    }

    const quoted = (words) => JSON.stringify(words).replaceAll("\u007f", "\\u007f");
    /** What a person can say of the chosen row, as entries of corrections/: that it is right or seen, or what is else. */
    function offers() {
      if (!chosen || tableOf(chosen) !== tab) return [];
      if (chosen[0] === "d") return [...rows.get(chosen).querySelectorAll(".decide")].map((one) => one.dataset.entry);
      const reads = rows.get(chosen).querySelector(".reads")?.textContent, mark = marks.get(chosen)[0];
      if (!reads || !mark) return [];
      const at = `at = ${quoted(wordsOnce(mark))}`;
      if (chosen[0] === "f") return [`[[seen]]\ncode = ${quoted(reads)}\n${at}`];
      const row = `table = "${tableOf(chosen)}"\n${at}\nreads = ${quoted(reads)}`;
      const set = { i: 'list_ends = ""', s: `heading = ${quoted(reads)}`, t: `indicator = ${quoted(rows.get(chosen).querySelector("th").textContent)}` }[chosen[0]];
      return [`[[confirmed]]\n${row}`, `[[decision]]\n${row}\nset = { ${set} }\nreason = ""`];
    }

    const bar = find("deciding"), [right, other] = bar.children;
    function offer() {
      const entries = offers();
      bar.hidden = !entries.length;
      other.hidden = entries.length < 2;
      right.querySelector(".right").hidden = chosen?.[0] === "f";
      right.querySelector(".seen").hidden = chosen?.[0] !== "f";
      [right, other].forEach((button, place) => button.setAttribute("aria-pressed", decided.has(entries[place])));
    }

    /** Decides the chosen row, or takes that back. */
    function decideRow(place) {
      const entries = offers(), entry = entries[place];
      if (!entry) return;
      const on = decided.has(entry);
      for (const one of entries) decided.delete(one);
      if (!on) decided.add(entry);
      decisions();
    }
    [right, other].forEach((button, place) => button.addEventListener("click", () => decideRow(place)));

    function decisions() {
      const entries = [...decide.map((one) => one.dataset.entry).filter((entry) => decided.has(entry)), ...[...decided].filter((entry) => !offered.has(entry))];
      for (const one of decide) one.setAttribute("aria-pressed", decided.has(one.dataset.entry));
      const tray = find("entries");
      tray.hidden = !entries.length;
      tray.querySelector("b").textContent = entries.length;
      tray.querySelector("pre").textContent = entries.join("\n\n");
      keep(`decided ${facts.notice}`, JSON.stringify(entries));
      offer();
    }
    for (const one of decide) {
      one.addEventListener("click", (event) => {
        event.stopPropagation();
        const on = decided.has(one.dataset.entry);
        for (const other of one.closest("tr").querySelectorAll(".decide")) decided.delete(other.dataset.entry);
        if (!on) decided.add(one.dataset.entry);
        decisions();
      });
    }
    find("copy-entries").addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(find("entries").querySelector("pre").textContent + "\n");
        tell(say("条目已复制", "Entries copied"));
      } catch {
        tell(say("无法写入剪贴板，请选中后复制", "The clipboard is closed to this page: select and copy"));
      }
    });
    find("drop-entries").addEventListener("click", () => { decided.clear(); decisions(); });
    decisions();

    // ── keys ──

    for (const [place, button] of tabs.entries()) {
      button.addEventListener("click", () => { show(button.dataset.tab); report(); remember(true); });
      button.addEventListener("keydown", (event) => {
        const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: tabs.length - 1 }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        const next = tabs.at(to % tabs.length);
        show(next.dataset.tab);
        next.focus();
        report();
        remember(false);
      });
    }

    function step(by) {
      const open = rowsOf[tab].filter((row) => !row.hidden);
      if (!open.length) return;
      const here = open.findIndex((row) => row.dataset.key === chosen);
      const next = here < 0 ? (by > 0 ? 0 : open.length - 1) : Math.min(Math.max(here + by, 0), open.length - 1);
      if (next !== here) choose(open[next].dataset.key, { focus: true });
    }

    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog.open) return;
      if (event.target.closest("input, select") && event.key !== "Escape") return;
      const inTable = event.target.closest("tr[data-key]");
      const number = "1234567".indexOf(event.key);
      if (event.key === "j" || (inTable && event.key === "ArrowDown")) step(1);
      else if (event.key === "k" || (inTable && event.key === "ArrowUp")) step(-1);
      else if ("ce".includes(event.key) && offers()["ce".indexOf(event.key)]) {
        decideRow("ce".indexOf(event.key));
        step(1);
      }
      else if (event.key === "/") { search.focus(); search.select(); }
      else if (event.key === "?" || event.key === "？") help();
      else if (event.key === "Escape") escape();
      else if (number >= 0) { show(tabs[number].dataset.tab); report(); remember(false); }
      else return;
      event.preventDefault();
    });

    function escape() {
      const open = document.querySelector("details[open]");
      if (open) open.open = false;
      else if (query) { search.value = ""; searched(); }
      else if (chosen) drop();
      else clear();
    }
    document.addEventListener("click", (event) => {
      for (const open of document.querySelectorAll("details[open]")) if (!open.contains(event.target)) open.open = false;
    });

    recall();
  }
})();
