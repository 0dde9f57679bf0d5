/* Find and sort in a table that is complete without script. */
(function () {
  "use strict";

  var order = new Intl.Collator("zh-CN", { numeric: true });

  function rows(table) {
    return Array.from(table.tBodies[0].rows);
  }

  function plain(text) {
    return text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  }

  function setUpFilter(box) {
    var tables = box.dataset.filterFor.split(" ").map(function (id) {
      return document.getElementById(id);
    }).filter(Boolean);
    var input = box.querySelector("input");
    var output = box.querySelector("output");
    if (!tables.length) return;
    box.hidden = false;

    function apply() {
      var words = input.value.split(/\s+/).map(plain).filter(Boolean);
      var total = 0;
      var shown = 0;
      tables.forEach(function (table) {
        rows(table).forEach(function (row) {
          var text = plain(row.textContent);
          var match = words.every(function (word) {
            return text.indexOf(word) >= 0;
          });
          row.hidden = !match;
          total += 1;
          if (match) shown += 1;
        });
      });
      if (!words.length) output.textContent = "";
      else if (shown) output.textContent = "找到 " + shown + " / " + total + " 件";
      else output.textContent = "没有找到，请换一个词";
    }

    input.addEventListener("input", function (event) {
      if (!event.isComposing) apply();
    });
    input.addEventListener("compositionend", apply);
    input.addEventListener("search", apply);
  }

  function value(row, column) {
    var cell = row.cells[column];
    if (!cell) return "";
    return cell.dataset.sort === undefined ? cell.textContent.trim() : cell.dataset.sort;
  }

  function isUnknown(text) {
    return text === "" || text === "—" || text === "无文号";
  }

  function sort(table, column, up) {
    var sorted = rows(table).map(function (row, place) {
      return { row: row, key: value(row, column), place: place };
    }).sort(function (one, other) {
      /* unknown values stand at the end either way */
      if (isUnknown(one.key) !== isUnknown(other.key)) return isUnknown(one.key) ? 1 : -1;
      return (up ? 1 : -1) * order.compare(one.key, other.key) || one.place - other.place;
    });
    sorted.forEach(function (entry) {
      table.tBodies[0].appendChild(entry.row);
    });
  }

  function setUpSort(table) {
    var heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach(function (head, column) {
      if (head.tagName !== "TH" || !head.textContent.trim()) return;
      var button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.textContent = head.textContent.trim();
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () {
        var up = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach(function (other) {
          other.removeAttribute("aria-sort");
        });
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        sort(table, column, up);
      });
    });
  }

  document.querySelectorAll("[data-filter-for]").forEach(setUpFilter);
  document.querySelectorAll("table[data-sortable]").forEach(setUpSort);
})();
