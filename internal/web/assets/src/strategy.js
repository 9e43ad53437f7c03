// The strategy map: what an objective is linked with stands out while the pointer or the focus is on it; and while the map is changed, objectives can be
// pulled. What pulling does, the forms below the map do as well.
var svg = null, held = null;

function node(target) { return target.closest ? target.closest(".smap .sn") : null; }

function near(id) {
  var map = document.querySelector(".smap"), on = {};
  if (!map) return;
  map.classList.toggle("near", !!id);
  if (!id) return;
  on[id] = true;
  map.querySelectorAll(".lk").forEach(function (l) {
    var mine = l.dataset.from === id || l.dataset.to === id;
    l.classList.toggle("on", mine);
    if (mine) on[l.dataset.from] = on[l.dataset.to] = true;
  });
  map.querySelectorAll(".sn").forEach(function (n) { n.classList.toggle("on", on[n.dataset.node] === true); });
}

addEventListener("pointerover", function (e) {
  var n = node(e.target);
  if (e.pointerType === "mouse" && !held) near(n ? n.dataset.node : "");
});
addEventListener("focusin", function (e) { near(node(e.target) ? node(e.target).dataset.node : ""); });

// An arrow leads to its link, as the table below the map does.
addEventListener("click", function (e) {
  var l = e.target.closest ? e.target.closest(".smap .lk[data-href]") : null;
  if (l) location.assign(l.dataset.href);
});

// place is where the pointer is in the drawing.
function place(e) {
  return new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());
}

function box(n) { return n.querySelector(".bx").getBBox(); }

addEventListener("pointerdown", function (e) {
  var n = node(e.target);
  if (!n || e.button || !n.closest("[data-strategy]")) return;
  svg = n.closest(".smap");
  var at = place(e), b = box(n);
  held = { node: n, from: at, links: at.y < b.y + 18, moved: false, line: null, aim: null };
});

addEventListener("pointermove", function (e) {
  if (!held) return;
  var at = place(e);
  if (!held.moved && Math.hypot(at.x - held.from.x, at.y - held.from.y) < 6) return;
  if (!held.moved) {
    held.moved = true;
    near("");
    held.node.classList.add("held");
    if (held.links) {
      held.line = document.createElementNS("http://www.w3.org/2000/svg", "path");
      held.line.setAttribute("class", "pull");
      svg.append(held.line);
    }
  }
  if (held.line) held.line.setAttribute("d", "M" + held.from.x + " " + held.from.y + "L" + at.x + " " + at.y);
  else held.node.setAttribute("transform", "translate(" + (at.x - held.from.x) + " " + (at.y - held.from.y) + ")");
  var below = under(e, held.links ? ".sn" : ".lane");
  if (below === held.aim) return;
  if (held.aim) held.aim.classList.remove("aim");
  held.aim = below;
  if (below) below.classList.add("aim");
});

// under is what lies under the pointer besides the objective that is held.
function under(e, kind) {
  return document.elementsFromPoint(e.clientX, e.clientY).map(function (x) { return x.closest(".smap " + kind); })
    .find(function (x) { return x && x !== held.node; }) || null;
}

function drop() {
  held.node.classList.remove("held");
  held.node.removeAttribute("transform");
  if (held.line) held.line.remove();
  if (held.aim) held.aim.classList.remove("aim");
  held = null;
}

addEventListener("pointerup", function (e) {
  if (!held) return;
  var was = held, at = place(e), id = was.node.dataset.node;
  if (was.moved) addEventListener("click", function (c) { c.preventDefault(); c.stopPropagation(); }, { capture: true, once: true });
  drop();
  if (!was.moved || !was.aim) return;
  if (was.links) send("smap-link", { cause: id, effect: was.aim.dataset.node });
  else if (was.aim.dataset.lane !== was.node.dataset.lane) send("smap-lane", { objective: id, perspective: was.aim.dataset.lane });
  else send("smap-order", { objective: id, before: before(was, at) });
});
addEventListener("pointercancel", function () { if (held) drop(); });
addEventListener("keydown", function (e) { if (held && e.key === "Escape") drop(); });
addEventListener("dragstart", function (e) { if (node(e.target)) e.preventDefault(); });

// before is the objective of the lane that comes to stand behind the one that was moved, in the order of reading.
function before(was, at) {
  var rtl = document.documentElement.dir === "rtl";
  var others = Array.from(svg.querySelectorAll(".sn")).filter(function (n) { return n !== was.node && n.dataset.lane === was.node.dataset.lane; });
  var next = others.find(function (n) {
    var b = box(n), x = b.x + b.width / 2;
    return b.y > at.y + b.height / 2 || b.y + b.height > at.y - b.height / 2 && (rtl ? x < at.x : x > at.x);
  });
  return next ? next.dataset.node : "";
}

// send fills a form below the map in, and sends it.
function send(id, values) {
  var form = document.getElementById(id);
  Object.keys(values).forEach(function (name) { form.elements[name].value = values[name]; });
  form.requestSubmit(form.querySelector("button"));
}
