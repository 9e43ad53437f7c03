// What a form comes to while it is filled in: the server computes it from the form as it is, and what it says of that is put in place. What follows only
// some inputs names how their names begin.
var asked = 0, waits = 0;

addEventListener("input", function (event) {
  var input = event.target, form = input.form;
  if (!form || !form.matches("form.ed") || !input.name) return;
  var places = Array.from(document.querySelectorAll("[data-live]")).filter(function (p) { return input.name.indexOf(p.dataset.live) === 0; });
  if (!places.length) return;
  clearTimeout(waits);
  waits = setTimeout(function () {
    var mine = ++asked, data = new FormData(form);
    Array.from(data.entries()).forEach(function (e) { if (e[1] instanceof File) data.delete(e[0]); });
    data.set("do", "back");
    fetch(form.action, { method: "POST", body: data }).then(function (answer) { return answer.ok ? answer.text() : Promise.reject(answer.status); }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html");
      if (mine !== asked) return;
      places.forEach(function (p) {
        var next = page.getElementById(p.id);
        if (next) p.replaceChildren.apply(p, Array.from(document.importNode(next, true).childNodes));
      });
    }).catch(function () { /* it stands as it was, and saving tells */ });
  }, 250);
});
