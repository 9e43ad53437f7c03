// Find: a dialog over every page, opened by Ctrl K, that lists what is found while somebody types. Without this script the form in the rail
// leads to the page that says the same. And the keys that lead to pages, which can be switched off (WCAG 2.1.4).
(function () {
  "use strict";
  var wait = 120, patience = 1500, mostRecent = 8, recentKey = "recent", keysKey = "keys";
  var timer = 0, turn = 0, shown = null;

  function kept(name) {
    try { return localStorage.getItem(name); } catch (e) { return null; }
  }

  function keep(name, value) {
    try {
      if (value === null) localStorage.removeItem(name); else localStorage.setItem(name, value);
    } catch (e) { /* storage is off: nothing is kept */ }
  }

  function dialog() { return document.getElementById("find"); }
  function input() { return dialog().querySelector("input[name=q]"); }
  function list() { return document.getElementById("find-choices"); }
  function choices() { return Array.from(list().querySelectorAll("[role=option]")); }

  function open() {
    var d = dialog();
    if (!d || d.open) return;
    d.showModal();
    input().value = "";
    shown = null;
    ask();
  }

  // ask brings what is found by the words in the box. Only the answer to the last question counts.
  function ask() {
    var words = input().value.trim(), mine = ++turn, address = new URL(dialog().dataset.choices, location.href);
    new URLSearchParams(new FormData(dialog().querySelector("form"))).forEach(function (value, name) { address.searchParams.set(name, value); });
    fetch(address, { headers: { Accept: "text/html" } }).then(function (answer) {
      return answer.ok && !answer.redirected ? answer.text() : Promise.reject(answer.status);
    }).then(function (text) {
      if (mine === turn) show(words, new DOMParser().parseFromString(text, "text/html").querySelector("[data-said]"));
    }).catch(function () {
      if (mine !== turn) return;
      list().replaceChildren();
      say("", dialog().dataset.failed);
    });
  }

  function show(words, found) {
    if (!found) return;
    var groups = Array.from(document.importNode(found, true).children);
    if (!words) groups = recent().concat(groups);
    list().replaceChildren.apply(list(), groups);
    shown = list().dataset.of = words;
    choose(words ? choices()[0] : null);
    say(found.dataset.said, found.dataset.wrong);
  }

  function say(said, wrong) {
    var line = dialog().querySelector(".fd-w"), some = choices().length > 0;
    line.textContent = wrong;
    line.hidden = !wrong;
    list().hidden = !some;
    input().setAttribute("aria-expanded", String(some));
    if (!some) input().removeAttribute("aria-activedescendant");
    dialog().querySelector("[role=status]").textContent = wrong || said;
  }

  function choose(choice) {
    choices().forEach(function (c) { c.setAttribute("aria-selected", String(c === choice)); });
    if (!choice) { input().removeAttribute("aria-activedescendant"); return; }
    input().setAttribute("aria-activedescendant", choice.id);
    choice.scrollIntoView({ block: "nearest" });
  }

  function chosen() { return list().querySelector("[aria-selected=true]"); }

  function step(by) {
    var all = choices(), at = all.indexOf(chosen());
    if (all.length > 0) choose(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length]);
  }

  // recent are the records that were opened last in this browser.
  function recent() {
    var all = opened();
    if (all.length === 0) return [];
    var group = document.createElement("div"), head = document.createElement("p");
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", "find-recent");
    head.className = "fd-h"; head.id = "find-recent"; head.setAttribute("role", "presentation");
    head.textContent = dialog().dataset.recent;
    group.append(head);
    all.forEach(function (r, i) {
      var choice = document.createElement("a"), name = document.createElement("span"), sub = document.createElement("span"), code = document.createElement("span");
      choice.setAttribute("role", "option"); choice.setAttribute("aria-selected", "false");
      choice.tabIndex = -1; choice.id = "find-o" + i; choice.href = r.path;
      name.className = "fd-n"; name.textContent = r.name + " ";
      sub.className = "sub"; code.className = "code"; code.textContent = r.code;
      sub.append(code); name.append(sub); choice.append(name); group.append(choice);
    });
    return [group];
  }

  function opened() {
    try {
      return JSON.parse(kept(recentKey) || "[]").filter(function (r) { return typeof r.path === "string" && /^\/[a-z]/.test(r.path) && r.code && r.name; });
    } catch (e) { return []; }
  }

  // note keeps which record this page is of. Whoever signs in finds nothing of who was here before.
  function note() {
    if (!dialog()) { keep(recentKey, null); return; }
    var main = document.getElementById("main"), code = main && main.dataset.code;
    if (!code) return;
    var rest = opened().filter(function (r) { return r.path !== location.pathname; });
    keep(recentKey, JSON.stringify([{ path: location.pathname, code: code, name: main.querySelector("h1").textContent.trim() }].concat(rest).slice(0, mostRecent)));
  }

  addEventListener("input", function (event) {
    if (!dialog() || event.target !== input()) return;
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
  });

  addEventListener("click", function (event) {
    if (!(event.target instanceof Element) || !dialog()) return;
    var way = event.target.closest("a[data-find], form[data-find] input");
    if (way && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); open(); return; }
    if (event.target === dialog() || event.target.closest("[data-find-close]")) dialog().close();
  });

  // Letters count while nobody writes, and while they are not switched off.
  var led = 0, pressed = false;

  function writing(e) { return e instanceof Element && (e.closest("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")); }

  function letter(event) {
    if (kept(keysKey) === "off" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writing(event.target)) return;
    var behind = Date.now() - led < patience, way = behind && document.querySelector("a[data-go='" + CSS.escape(event.key) + "']");
    led = 0;
    if (way) { event.preventDefault(); location.href = way.href; return; }
    if (event.key === "g") led = Date.now();
    if (event.key === "/") { event.preventDefault(); pressed = true; } // it opens when the key is let go, so that it is not written into the box
    if (event.key === "?") location.href = dialog().dataset.keys;
  }

  addEventListener("keydown", function (event) {
    if (!dialog()) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") { event.preventDefault(); open(); return; }
    if (!dialog().open) { letter(event); return; }
    if (event.key === "Escape") { event.preventDefault(); dialog().close(); return; }
    if (event.target !== input() || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); step(event.key === "ArrowDown" ? 1 : -1); }
  });

  // Enter opens what is chosen, where the choices are those of the words in the box; else the page that says what is found by them.
  addEventListener("submit", function (event) {
    if (!dialog() || event.target.parentElement !== dialog() || !chosen() || shown !== input().value.trim()) return;
    event.preventDefault();
    chosen().click();
  });

  addEventListener("keyup", function () {
    if (pressed) open();
    pressed = false;
  });

  addEventListener("DOMContentLoaded", function () {
    note();
    var line = document.querySelector("[data-keys-switch]"), box = line && line.querySelector("input");
    if (!line) return;
    line.hidden = false;
    box.checked = kept(keysKey) !== "off";
    box.addEventListener("change", function () { keep(keysKey, box.checked ? null : "off"); });
  });
})();
