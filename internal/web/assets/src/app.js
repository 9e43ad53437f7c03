// Runs in the head, before first paint: a stored choice of theme applies without a flash. With none, the style sheet
// follows the system. Every page works without this script; what needs it stays hidden until it has run.
(function () {
  "use strict";
  var root = document.documentElement, key = "theme", stored = null;
  try { stored = localStorage.getItem(key); } catch (e) { /* storage is off: follow the system */ }
  if (stored === "light" || stored === "dark") root.dataset.theme = stored;
  root.classList.add("js");

  function current() {
    return root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  }

  addEventListener("click", function (event) {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("[data-theme-toggle]")) {
      root.dataset.theme = current() === "dark" ? "light" : "dark";
      try { localStorage.setItem(key, root.dataset.theme); } catch (e) { /* holds for this page only */ }
      return;
    }
    if (event.target.closest("[data-print]")) { print(); return; }
    document.querySelectorAll("details.pick[open]").forEach(function (d) {
      if (!d.contains(event.target)) d.open = false;
    });
  });

  addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.pick[open]").forEach(function (d) {
      var inside = d.contains(document.activeElement);
      d.open = false;
      if (inside) d.querySelector("summary").focus();
    });
  });
})();
