// The grid of values like a spreadsheet: what is copied there is pasted across cells, and the arrow keys go up and down. Without this the form has a
// field for a whole table.
(function () {
  "use strict";

  function inputs(row) {
    return Array.prototype.map.call(row.cells, function (cell) { return cell.querySelector("input[name^='v.']"); });
  }

  function put(input, text) {
    var folded = input.closest("details");
    if (folded) folded.open = true;
    input.value = text.trim();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  addEventListener("paste", function (event) {
    var at = event.target;
    if (!(at instanceof HTMLInputElement) || !at.closest("[data-grid]") || at.name.indexOf("v.") !== 0) return;
    var lines = (event.clipboardData.getData("text") || "").replace(/\r/g, "").replace(/\n$/, "").split("\n");
    if (lines.length === 1 && lines[0].indexOf("\t") < 0) return;
    event.preventDefault();
    var row = at.closest("tr"), column = at.closest("td").cellIndex;
    lines.forEach(function (line) {
      if (!row) return;
      var all = inputs(row);
      line.split("\t").forEach(function (text, i) { if (all[column + i] && text.trim()) put(all[column + i], text); });
      row = row.nextElementSibling;
    });
  });

  addEventListener("keydown", function (event) {
    var at = event.target;
    if (!(at instanceof HTMLInputElement) || !at.closest("[data-grid]") || at.name.indexOf("v.") !== 0 || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    var up = event.key === "ArrowUp" || event.key === "Enter" && event.shiftKey;
    if (!up && event.key !== "ArrowDown" && event.key !== "Enter") return;
    var row = at.closest("tr"), column = at.closest("td").cellIndex;
    while ((row = up ? row.previousElementSibling : row.nextElementSibling)) {
      var next = inputs(row)[column];
      if (next && next.checkVisibility()) {
        event.preventDefault();
        next.focus();
        next.select();
        return;
      }
    }
    if (event.key === "Enter") event.preventDefault(); // the last one is no reason to send it
  });
})();
