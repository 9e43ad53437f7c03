// Where the last value of a measure falls on the thresholds that somebody enters: the server computes it from the form as it is, while it is typed.
var asked = 0, waits = 0;

addEventListener("input", function (event) {
  var input = event.target, form = input.form, place = form && form.querySelector("[data-falls]");
  if (!place || !input.name || input.name.indexOf(place.dataset.falls) !== 0) return;
  clearTimeout(waits);
  waits = setTimeout(function () {
    var mine = ++asked, data = new FormData(form);
    Array.from(data.entries()).forEach(function (e) { if (e[1] instanceof File) data.delete(e[0]); });
    data.set("do", "back");
    fetch(form.action, { method: "POST", body: data }).then(function (answer) { return answer.ok ? answer.text() : Promise.reject(answer.status); }).then(function (text) {
      var next = new DOMParser().parseFromString(text, "text/html").querySelector("[data-falls]");
      if (mine === asked && next) place.replaceChildren.apply(place, Array.from(next.childNodes));
    }).catch(function () { /* it stands as it was, and saving tells */ });
  }, 250);
});
