document.addEventListener("DOMContentLoaded", () => {
  const { english, say, folded } = shared;
  const find = (id) => document.getElementById(id);
  const form = find("filters"), fields = form.elements, fold = find("unchanged");
  const tasks = [...document.querySelectorAll(".task")];
  const goals = [...document.querySelectorAll("#targets tbody tr")];
  const units = [...document.querySelectorAll("#units tbody tr")];
  const every = new Set(units.map((load) => load.dataset.one)).size; // a renamed unit has a row under each of its names
  const headings = [...document.querySelectorAll("#headings tbody tr")];
  const NAMES = ["unit", "heading", "what", "sort"];
  const byChange = [...find("changed").children];
  const inNotice = [...byChange].sort((one, other) => number(one) - number(other));
  // Dropped tasks stand behind the others, as in the tables.
  function number(task) { return (task.dataset.kind === "dropped" ? 1e6 : 0) + Number(/(\d+)$/.exec(task.id)?.[1] ?? 0); }
  let words = new Map();
  const says = (element, terms) => {
    if (!terms.length) return true;
    if (!words.has(element)) words.set(element, folded(element.textContent));
    return terms.every((term) => words.get(element).includes(term));
  };
  const list = (value) => (value ?? "").split(" ").filter(Boolean);
  const holds = (value, key) => !key || list(value).includes(key);

  function apply() {
    const chosen = new FormData(form);
    const kinds = chosen.getAll("kind");
    const terms = chosen.get("words").split(/\s+/).map(folded).filter(Boolean);
    const unit = chosen.get("unit"), heading = chosen.get("heading"), what = chosen.get("what");
    const any = kinds.length || unit || heading || what || terms.length;
    const fits = (element) => (!kinds.length || list(element.dataset.classes).some((one) => kinds.includes(one)))
      && holds(element.dataset.units, unit) && holds(element.dataset.headings, heading)
      && holds(element.dataset.changed, what) && says(element, terms);
    let shown = 0;
    const charged = new Set();
    for (const task of tasks) {
      const on = fits(task);
      task.hidden = !on;
      shown += on;
      if (on) for (const key of list(task.dataset.units)) charged.add(key);
    }
    let targets = 0;
    const loads = new Set();
    for (const goal of goals) targets += !(goal.hidden = !fits(goal));
    for (const load of units) {
      const key = load.dataset.unit;
      const on = !any || (unit ? key === unit : (charged.has(key) || (terms.length > 0 && says(load, terms))));
      load.hidden = !on;
      if (on) loads.add(load.dataset.one);
    }
    for (const row of headings) row.hidden = !says(row, terms);
    document.querySelector(".none").hidden = shown > 0;
    if (fold) {
      const inside = [...fold.querySelectorAll(".task")].filter((task) => !task.hidden).length;
      fold.hidden = inside === 0;
      if (any && inside) fold.open = true;
      fold.querySelector("b").textContent = inside;
    }
    const order = fields.sort.value === "notice" ? inNotice : byChange;
    if (find("changed").firstElementChild !== order[0] || find("changed").children[1] !== order[1]) find("changed").append(...order);
    find("shown").textContent = say(`显示 ${shown} / ${tasks.length} 组事项、${targets} / ${goals.length} 个目标、${loads.size} / ${every} 个单位`,
      `${shown} of ${tasks.length} tasks, ${targets} of ${goals.length} targets, ${loads.size} of ${every} units`);
    const said = [...form.querySelectorAll("[name=kind]:checked")].map((box) => box.parentElement.querySelector("span").textContent);
    for (const name of ["unit", "heading", "what"]) if (fields[name].value) said.push(fields[name].selectedOptions[0].textContent.trim());
    if (terms.length) said.push(`“${chosen.get("words").trim()}”`);
    find("print-filters").textContent = said.length ? `${say("筛选", "filtered")}：${said.join("；")}（${find("shown").textContent}）` : "";
  }

  // ── the address ──

  let address = "";
  const place = () => location.hash.slice(1).split("?")[0];

  function remember(to = place()) {
    const state = new URLSearchParams();
    for (const box of form.querySelectorAll("[name=kind]:checked")) state.append("kind", box.value);
    for (const name of NAMES) {
      if (fields[name].value) state.set(name, fields[name].selectedOptions[0].dataset.id ?? fields[name].value);
    }
    if (fields.words.value.trim()) state.set("q", fields.words.value.trim());
    if (english()) state.set("lang", "en");
    address = to || String(state) ? `#${to}${String(state) ? "?" + state : ""}` : "";
    history.replaceState(null, "", address || location.href.split("#")[0]);
  }

  function recall() {
    address = location.hash;
    const [, to, rest] = /^#?([^?]*)\??(.*)$/s.exec(address);
    const state = new URLSearchParams(rest);
    // A plain link inside the page leaves the filters as they are.
    if (rest || !to) {
      for (const box of form.querySelectorAll("[name=kind]")) box.checked = state.getAll("kind").includes(box.value);
      for (const name of NAMES) {
        const value = state.get(name) ?? "";
        const option = [...fields[name].options].find((one) => (one.dataset.id ?? one.value) === value);
        fields[name].value = option ? option.value : "";
      }
      fields.words.value = state.get("q") ?? "";
      if ((state.get("lang") === "en") !== english()) shared.speak(state.get("lang") === "en");
      words = new Map();
    }
    apply();
    let target = null;
    try { target = to && find(decodeURIComponent(to)); } catch { /* no such place */ }
    if (!target) return;
    if (target.hidden) { form.reset(); apply(); }
    if (fold?.contains(target)) fold.open = true;
    for (const one of document.querySelectorAll(".here")) one.classList.remove("here");
    target.classList.add("here");
    target.scrollIntoView();
    if (!rest) remember(to);
  }

  form.addEventListener("input", () => { apply(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { apply(); remember(); }));
  addEventListener("hashchange", () => { if (location.hash !== address) recall(); });
  find("print").addEventListener("click", () => print());
  find("theme").addEventListener("click", shared.turnColours);
  find("language").addEventListener("click", () => { shared.speak(!english()); words = new Map(); apply(); remember(); });
  // The review pages speak the language of this one.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.review");
    if (link) link.hash = english() ? "?lang=en" : "";
  }, true);
  find("copy").addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(location.href); find("shown").textContent = say("链接已复制", "Link copied"); } catch { /* the address bar has it */ }
  });
  recall();
});
