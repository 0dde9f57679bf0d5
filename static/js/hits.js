/* Next and previous hit in a document that was found by a search. Without script the buttons go to the first
   hit and the list of 条 goes to the others. */
(function () {
  "use strict";

  var bar = document.querySelector("[data-hits]");
  if (!bar) return;
  var count = Number(bar.dataset.hits);
  var at = 0;

  function go(step) {
    var last = document.getElementById("hit-" + at);
    if (last) last.classList.remove("on");
    at = ((at - 1 + step + count) % count) + 1;
    var mark = document.getElementById("hit-" + at);
    if (!mark) return;
    mark.classList.add("on");
    mark.scrollIntoView({ block: "center" });
  }

  bar.addEventListener("click", function (event) {
    var link = event.target.closest("[data-hit-step]");
    if (!link) return;
    event.preventDefault();
    if (at === 0 && link.dataset.hitStep === "-1") at = 1;
    go(Number(link.dataset.hitStep));
  });
})();
