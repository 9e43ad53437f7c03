import "./live.js";
import "./find.js";
import "./grid.js";
import "./strategy.js";

// Every page works without this script; what needs it stays hidden until it has run.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  var popups = "details.pick[open], details.scope[open]";

  function current() {
    return root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  }

  addEventListener("click", function (event) {
    if (!(event.target instanceof Element)) return;
    var toggle = event.target.closest("[data-theme-toggle]");
    if (toggle) {
      event.preventDefault(); // the form would ask for the whole page again
      root.dataset.theme = current() === "dark" ? "light" : "dark";
      fetch(toggle.form.action, { method: "POST", body: new URLSearchParams({ theme: root.dataset.theme }), redirect: "manual", keepalive: true }).catch(function () { /* holds for this page only */ });
      return;
    }
    if (event.target.closest("[data-print]")) { print(); return; }
    var copies = event.target.closest("[data-copy]");
    if (copies) { copy(copies); return; }
    document.querySelectorAll(popups).forEach(function (d) {
      if (!d.contains(event.target)) d.open = false;
    });
  });

  // What is shown once is copied by a button, or else stands selected.
  function copy(button) {
    var input = document.getElementById(button.dataset.copy);
    input.focus();
    input.select();
    if (!navigator.clipboard) return;
    navigator.clipboard.writeText(input.value).then(function () {
      document.getElementById("live").textContent = button.dataset.copied;
      button.textContent = button.dataset.copied;
    }).catch(function () { /* it stands selected */ });
  }

  addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll(popups).forEach(function (d) {
      var inside = d.contains(document.activeElement);
      d.open = false;
      if (inside) d.querySelector("summary").focus();
    });
  });

  // What lies over the page goes when focus leaves it, so that it never covers where focus is.
  addEventListener("focusin", function (event) {
    document.querySelectorAll(popups).forEach(function (d) {
      if (!d.contains(event.target)) d.open = false;
    });
  });

  // A page of the present follows the journal while somebody looks at it: when something was recorded it is asked for again, and
  // what differs is put in place, so that focus, what is open and where the reader is stay as they are.
  var stream = null, timer = 0, wait = 500;

  function follow() {
    var seq = document.body.dataset.seq;
    if (!seq || stream || document.hidden || !window.EventSource) return;
    stream = new EventSource("/api/v1/events/stream?after=" + seq);
    stream.addEventListener("entry", function (event) {
      if (Number(event.lastEventId) <= Number(document.body.dataset.seq)) return;
      clearTimeout(timer);
      timer = setTimeout(renew, wait);
    });
  }

  function rest() {
    clearTimeout(timer);
    if (stream) { stream.close(); stream = null; }
  }

  function renew() {
    fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" }).then(function (answer) {
      return answer.ok ? answer.text() : Promise.reject(answer.status);
    }).then(function (text) {
      var next = new DOMParser().parseFromString(text, "text/html"), main = next.querySelector("main.main");
      if (!main || !next.body.dataset.seq) return;
      var typing = document.activeElement && document.activeElement.closest("main form");
      if (typing) { timer = setTimeout(renew, 4 * wait); return; } // nobody's words are taken away
      document.title = next.title;
      document.body.dataset.seq = next.body.dataset.seq;
      if (place(document.getElementById("main"), main)) {
        document.getElementById("live").textContent = document.body.dataset.renewed;
      }
    }).catch(function () { /* the page stays as it is; the next entry asks again */ });
  }

  // place brings what is new into what is shown, and tells whether a reader would see a difference.
  function place(old, next) {
    var from = Array.from(old.children), to = Array.from(next.children), seen = false;
    if (from.length !== to.length || from.some(function (e, i) { return e.tagName !== to[i].tagName; })) {
      exchange(old, next);
      return true;
    }
    from.forEach(function (e, i) {
      if (same(e, to[i])) return;
      if (!e.classList.contains("foot")) seen = true; // which only names the last entry
      exchange(e, to[i]);
    });
    return seen;
  }

  function same(a, b) {
    var copy = a.cloneNode(true);
    copy.querySelectorAll("details").forEach(function (d) { d.open = false; });
    return copy.isEqualNode(document.importNode(b, true));
  }

  function exchange(old, next) {
    var parts = "a, button, summary, input, select, textarea, [tabindex]";
    var before = Array.from(old.querySelectorAll(parts)), focus = before.indexOf(document.activeElement), name = before[focus] && mark(before[focus]);
    var open = Array.from(old.querySelectorAll("details")).map(function (d) { return d.open; });
    old.replaceChildren.apply(old, Array.from(document.importNode(next, true).childNodes));
    Array.from(next.attributes).forEach(function (a) { old.setAttribute(a.name, a.value); });
    old.querySelectorAll("details").forEach(function (d, i) { d.open = Boolean(open[i]); });
    if (focus < 0) return;
    var after = Array.from(old.querySelectorAll(parts));
    var back = after.find(function (e) { return mark(e) === name; }) || after[Math.min(focus, after.length - 1)];
    if (back) back.focus({ preventScroll: true });
  }

  // mark tells controls of a page apart.
  function mark(e) {
    return e.id || e.tagName + " " + (e.getAttribute("href") || e.getAttribute("name") || "") + " " + e.textContent.trim();
  }

  // What somebody types into the form of a record is kept in this browser until it is saved, so that a closed window loses nothing.
  var drafts = "draft ", sent = "sent";

  function store(area, name, value) {
    try {
      if (value === null) area.removeItem(name); else if (value !== undefined) area.setItem(name, value); else return area.getItem(name);
    } catch (e) { /* storage is off: nothing is kept */ }
    return null;
  }

  function entries(form) {
    return JSON.stringify(Array.from(new FormData(form)).filter(function (e) { return typeof e[1] === "string"; }));
  }

  function draft() {
    var form = document.querySelector("form[data-draft]"), done = store(sessionStorage, sent);
    if (done && document.querySelector(".banner-ok, form[data-kept]")) store(localStorage, done, null); // it is saved, or a draft that the server keeps
    if (done && !document.querySelector("form.ed, form.vl")) store(sessionStorage, sent, null);
    if (!form) return;
    var key = drafts + form.dataset.draft, was = entries(form), kept = store(localStorage, key);
    form.addEventListener("input", function () { store(localStorage, key, entries(form)); });
    form.addEventListener("submit", function (event) {
      var kept = event.submitter && event.submitter.name === "new"; // the server keeps all of it
      if (kept) store(localStorage, key, null);
      store(sessionStorage, sent, kept ? null : key);
    });
    var bar = document.querySelector("[data-draft-kept]");
    if (done === key) { store(localStorage, key, was); return; } // it was sent a moment ago, and is here with what is wrong
    if (!kept || kept === was || !bar) return;
    bar.hidden = false;
    bar.querySelector("[data-draft-drop]").addEventListener("click", function () { store(localStorage, key, null); bar.hidden = true; });
    bar.querySelector("[data-draft-take]").addEventListener("click", function () { take(form, JSON.parse(kept)); });
  }

  // take sends what was kept, so that the form comes back with all of it, lists of any length too.
  function take(form, values) {
    var again = document.createElement("form");
    again.method = "post";
    again.action = form.action;
    values.concat([["do", "back"]]).forEach(function (e) {
      var input = document.createElement("input");
      input.type = "hidden"; input.name = e[0]; input.value = e[1];
      again.append(input);
    });
    document.body.append(again);
    again.submit();
  }

  addEventListener("submit", function (event) {
    if (!event.target.matches("form[action='/sign-out']")) return;
    try {
      Object.keys(localStorage).filter(function (k) { return k.indexOf(drafts) === 0; }).forEach(function (k) { localStorage.removeItem(k); });
    } catch (e) { /* nothing was kept */ }
  });

  // Files can be dropped beside an input for files, too. One input takes one file, unless it takes several.
  ["dragover", "dragleave", "drop"].forEach(function (name) {
    addEventListener(name, function (event) {
      var place = event.target.closest && event.target.closest("[data-drop]"), input = place && place.querySelector("input[type=file]");
      if (!input || !event.dataTransfer || Array.from(event.dataTransfer.types).indexOf("Files") < 0) return;
      place.classList.toggle("over", name === "dragover");
      if (name === "dragleave") return;
      event.preventDefault();
      if (name === "dragover") return;
      var files = new DataTransfer(), all = Array.from(event.dataTransfer.files);
      (input.multiple ? Array.from(input.files).concat(all) : all.slice(0, 1)).forEach(function (f) { files.items.add(f); });
      input.files = files.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });

  // A reference to a kind with very many records is looked for while its name is typed.
  var asked = 0;
  addEventListener("input", function (event) {
    var input = event.target, kind = input.dataset && input.dataset.find, list = kind && document.getElementById("of-" + kind);
    if (!list || !("search" in list.dataset) || input.value.trim().length < 2) return;
    clearTimeout(asked);
    asked = setTimeout(function () {
      fetch("/api/v1/search?limit=20&kind=" + encodeURIComponent(kind) + "&q=" + encodeURIComponent(input.value)).then(function (answer) {
        return answer.ok ? answer.json() : Promise.reject(answer.status);
      }).then(function (found) {
        list.replaceChildren.apply(list, found.items.map(function (hit) {
          var option = document.createElement("option");
          option.value = hit.code + " " + hit.title;
          return option;
        }));
      }).catch(function () { /* the code can be typed */ });
    }, 150);
  });

  addEventListener("DOMContentLoaded", draft);
  addEventListener("DOMContentLoaded", follow);
  addEventListener("visibilitychange", function () { if (document.hidden) rest(); else follow(); });
  addEventListener("pagehide", rest);
})();
