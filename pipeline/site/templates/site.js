"use strict";
// What every page has: language, light or dark, and the parts of data that scripts hand over.
const worknotice = (() => {
  const root = document.documentElement;
  // Where a page may not keep anything, it forgets the choice and works all the same.
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* not kept */ } };
  root.classList.add("js");
  root.dataset.theme = kept("theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

  const asked = new URLSearchParams(location.search).get("lang");
  let english = (asked || kept("lang") || (navigator.language.startsWith("zh") ? "zh" : "en")) === "en";
  if (asked) keep("lang", english ? "en" : "zh");
  const say = (zh, en) => (english ? en : zh);
  const heard = [];

  function speak() {
    root.lang = english ? "en" : "zh-CN";
    for (const one of document.querySelectorAll("[data-en]")) {
      one.dataset.zh ??= one.textContent;
      one.textContent = english ? one.dataset.en : one.dataset.zh;
    }
    for (const name of ["placeholder", "aria-label", "title"]) {
      for (const one of document.querySelectorAll(`[data-en-${name}]`)) {
        if (!one.hasAttribute(`data-zh-${name}`)) one.setAttribute(`data-zh-${name}`, one.getAttribute(name));
        one.setAttribute(name, one.getAttribute(`data-${english ? "en" : "zh"}-${name}`));
      }
    }
    for (const one of document.querySelectorAll("[data-en-label]")) {
      one.dataset.zhLabel ??= one.dataset.label;
      one.dataset.label = english ? one.dataset.enLabel : one.dataset.zhLabel;
    }
    const button = document.getElementById("language");
    button.textContent = english ? "中文" : "EN";
    button.lang = english ? "zh-CN" : "en";
    for (const tell of heard) tell();
  }

  // A part of data is a script: a page opened from a folder may fetch nothing.  Each is loaded once.
  const parts = new Map(), waiting = new Map();
  function part(name, value) {
    parts.set(name, value);
    waiting.get(name)?.(value);
  }
  function load(folder, name) {
    if (!waiting.has(name + "?")) {
      waiting.set(name + "?", parts.has(name) ? Promise.resolve(parts.get(name)) : new Promise((done, fail) => {
        waiting.set(name, done);
        const script = document.createElement("script");
        script.src = `${folder}/${name}.js`;
        script.onerror = () => fail(new Error(name));
        document.head.append(script);
      }));
    }
    return waiting.get(name + "?");
  }

  document.addEventListener("DOMContentLoaded", () => {
    speak();
    document.getElementById("language").addEventListener("click", () => {
      english = !english;
      keep("lang", english ? "en" : "zh");
      speak();
    });
    document.getElementById("theme").addEventListener("click", () => {
      root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
      keep("theme", root.dataset.theme);
    });
    for (const form of document.querySelectorAll("form[data-search]")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        location.href = `${form.dataset.search}#${encodeURIComponent(form.elements.q.value)}`;
      });
    }
    // The review pages and comparisons speak the language of this one.
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.('a:is([href*="notice/"], [href*="compare/"])');
      if (!link || !english || link.href.includes("?lang=en")) return;
      link.href += (link.href.includes("#") ? "" : "#") + "?lang=en";
    }, true);
  });
  return { part, load, say, onSpeak: (tell) => heard.push(tell) };
})();
