"use strict";
/** What all pages share: the language, the colours, and how words are compared. */
const shared = (() => {
  const root = document.documentElement;
  // Where a page may not keep anything, it forgets the choice and works all the same.
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* not kept */ } };

  root.classList.add("js");
  root.dataset.theme = kept("theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

  const english = () => root.lang === "en";

  /** Turns every word that the program says into one language. */
  function speak(toEnglish) {
    root.lang = toEnglish ? "en" : "zh-CN";
    for (const one of document.querySelectorAll("[data-en]")) {
      one.dataset.zh ??= one.textContent;
      one.textContent = toEnglish ? one.dataset.en : one.dataset.zh;
    }
    for (const name of ["title", "placeholder", "aria-label"]) {
      for (const one of document.querySelectorAll(`[data-en-${name}]`)) {
        if (!one.hasAttribute(`data-zh-${name}`)) one.setAttribute(`data-zh-${name}`, one.getAttribute(name));
        one.setAttribute(name, one.getAttribute(`data-${toEnglish ? "en" : "zh"}-${name}`));
      }
    }
    const button = document.getElementById("language");
    button.textContent = toEnglish ? "中文" : "EN";
    button.lang = toEnglish ? "zh-CN" : "en";
  }

  function turnColours() {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    keep("theme", root.dataset.theme);
  }

  const FOLDED = /[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/;
  /** One sign as it is searched for: half width, lower case; nothing for a blank or a sign that is not seen. */
  function fold(sign) {
    const code = sign.charCodeAt(0);
    if (code >= 0xff01 && code <= 0xff5e) sign = String.fromCharCode(code - 0xfee0);
    else if (FOLDED.test(sign)) return "";
    const lower = sign.toLowerCase();
    return lower.length === 1 ? lower : sign;
  }
  const folded = (text) => text.split("").map(fold).join("");

  return { root, kept, keep, english, say: (zh, en) => (english() ? en : zh), speak, turnColours, fold, folded };
})();
