/* A remark and the words it rests on are shown together: choosing one marks the other. Without script the
   links between them do the same by :target. */
(function () {
  "use strict";

  function clear() {
    document.querySelectorAll(".evidence.on, mark.on").forEach(function (element) {
      element.classList.remove("on");
    });
  }

  function show(id) {
    var card = document.getElementById("e-" + id);
    clear();
    if (card) card.classList.add("on");
    document.querySelectorAll("mark[data-evidence]").forEach(function (mark) {
      if (mark.dataset.evidence.split(" ").indexOf("e-" + id) >= 0) mark.classList.add("on");
    });
    return card;
  }

  function near(element) {
    if (element) element.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("click", function (event) {
    var target = event.target.closest && event.target.closest(".evidence, mark[data-evidence]");
    if (!target) return;
    var link = event.target.closest("a");
    if (link && link.getAttribute("href").charAt(0) !== "#") return;
    if (window.getSelection && String(window.getSelection())) return; /* somebody selects words to copy */
    var id = target.tagName === "MARK" ? target.dataset.evidence.split(" ")[0].slice(2) : target.id.slice(2);
    var card = show(id);
    if (link) event.preventDefault();
    near(target.tagName === "MARK" ? card : document.getElementById("m-" + id));
  });

  /* walking through the remarks: the next or the one before of those that are to be seen, round and round */
  function walk(step) {
    var cards = Array.from(document.querySelectorAll(".evidence[data-mark]")).filter(function (card) {
      return !card.closest("details:not([open])") && card.getClientRects().length > 0;
    });
    if (!cards.length) return;
    var at = cards.findIndex(function (card) {
      return card.classList.contains("on");
    });
    var to = at < 0 ? (step > 0 ? 0 : cards.length - 1) : (at + step + cards.length) % cards.length;
    var id = cards[to].id.slice(2);
    near(show(id));
    near(document.getElementById("m-" + id));
  }

  document.querySelectorAll("[data-walk]").forEach(function (button) {
    button.addEventListener("click", function () {
      walk(Number(button.dataset.walk));
    });
  });

  var first = document.querySelector(".evidence.on");
  if (first) show(first.id.slice(2));
})();
