"use strict";
document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("filters");
  const tasks = [...document.querySelectorAll(".task")];
  const rows = [...document.querySelectorAll("tbody tr")];
  const none = document.querySelector(".none");
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  const words = new Map([...tasks, ...rows].map((element) => [element, fold(element.textContent)]));
  const holds = (list, key) => !key || ` ${list ?? ""} `.includes(` ${key} `);

  function apply() {
    const chosen = new FormData(form);
    const kinds = new Set(chosen.getAll("kind"));
    const query = fold(chosen.get("words"));
    const unit = chosen.get("unit"), heading = chosen.get("heading"), what = chosen.get("what");
    let shown = 0;
    for (const task of tasks) {
      const on = (!kinds.size || kinds.has(task.dataset.kind)) && holds(task.dataset.units, unit)
        && holds(task.dataset.headings, heading) && holds(task.dataset.changed, what) && words.get(task).includes(query);
      task.hidden = !on;
      shown += on;
    }
    for (const row of rows) row.hidden = !(holds(row.dataset.units, row.dataset.units && unit) && words.get(row).includes(query));
    none.hidden = shown > 0;
    const said = [...form.querySelectorAll("[name=kind]:checked")].map((box) => box.dataset.name);
    for (const name of ["unit", "heading", "what"]) {
      const select = form.elements[name];
      if (select.value) said.push(select.selectedOptions[0].textContent.trim());
    }
    if (query) said.push(`“${chosen.get("words").trim()}”`);
    document.getElementById("shown").textContent = `显示 ${shown} / ${tasks.length} 组事项`;
    document.getElementById("print-filters").textContent = said.length ? `筛选：${said.join("；")}（${shown} / ${tasks.length} 组事项）` : "";
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  document.getElementById("print").addEventListener("click", () => print());
  // A link to a task that the filters hide shows it again.
  addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target?.hidden) { form.reset(); apply(); target.scrollIntoView(); }
  });
  apply();
});
