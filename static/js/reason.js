/* Typing is never lost: a field with data-keep="name" is kept in this window's storage until its form has
   been taken. Parts with data-shown-by follow a choice; a choice may offer a reason while none was typed. */
(function () {
  "use strict";

  var PREFIX = "qingce-keep:";

  function load(name) {
    try {
      return sessionStorage.getItem(PREFIX + name);
    } catch (error) {
      return null;
    }
  }

  function save(name, text) {
    try {
      if (text === null) sessionStorage.removeItem(PREFIX + name);
      else sessionStorage.setItem(PREFIX + name, text);
    } catch (error) {
      return; /* storage forbidden or full: the form still works, only the safety net is gone */
    }
  }

  /* A kept text goes only when the server has taken it. The names that were sent are noted; they are
     dropped on the next page of the desk that does not show the same field again. A sign-in or error page
     in between means that nothing was taken. */
  var SENT = PREFIX + "sent";

  function settleSent() {
    var sent = [];
    try {
      sent = JSON.parse(sessionStorage.getItem(SENT) || "[]");
      sessionStorage.removeItem(SENT);
    } catch (error) {
      return;
    }
    if (document.body.classList.contains("plain")) return;
    sent.forEach(function (name) {
      if (!document.querySelector('[data-keep="' + name + '"]')) save(name, null);
    });
  }

  function noteSent(form) {
    var names = Array.from(form.querySelectorAll("[data-keep]")).map(function (field) {
      return field.dataset.keep;
    });
    if (!names.length) return;
    try {
      sessionStorage.setItem(SENT, JSON.stringify(names));
    } catch (error) {
      return;
    }
  }

  function keep(field) {
    var name = field.dataset.keep;
    var kept = load(name);
    if (kept === field.value) save(name, null);
    if (kept !== null && kept !== field.value) {
      field.value = kept;
      field.dataset.touched = "true";
      var line = document.createElement("p");
      line.className = "hint";
      line.textContent = "已恢复上次未保存的文字。";
      field.insertAdjacentElement("afterend", line);
    }
    field.addEventListener("input", function () {
      field.dataset.touched = "true";
      save(name, field.value);
    });
  }

  function chosen(form, name) {
    var radio = form.querySelector('input[name="' + name + '"]:checked');
    if (radio) return radio.value;
    var field = form.querySelector('select[name="' + name + '"]');
    return field ? field.value : "";
  }

  function follow(form) {
    form.querySelectorAll("[data-shown-by]").forEach(function (part) {
      var wanted = part.dataset.shownFor.split(" ");
      var show = wanted.indexOf(chosen(form, part.dataset.shownBy)) >= 0;
      part.hidden = !show;
      part.querySelectorAll("input, select, textarea").forEach(function (field) {
        field.disabled = !show;
      });
    });
  }

  function offer(form, radio) {
    var box = form.querySelector("textarea[name=reason]");
    if (!box || box.dataset.touched === "true") return;
    if (radio.dataset.reason) box.value = radio.dataset.reason;
    else if (box.dataset.offered === box.value) box.value = "";
    box.dataset.offered = box.value;
  }

  /* each choice has its usual class of reason; a class that a person picked stays */
  function offerCode(form, radio) {
    var field = form.querySelector("select[name=reason_code]");
    if (field && field.dataset.touched !== "true") field.value = radio.dataset.code || "";
  }

  settleSent();
  document.querySelectorAll("[data-keep]").forEach(keep);
  document.querySelectorAll("form").forEach(function (form) {
    follow(form);
    form.addEventListener("change", function (event) {
      follow(form);
      if (event.target.name === "reason_code") event.target.dataset.touched = "true";
      if (event.target.type !== "radio") return;
      offer(form, event.target);
      offerCode(form, event.target);
    });
    if (form.method !== "post") return;
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent === "true") {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "true";
      noteSent(form);
      window.setTimeout(function () {
        delete form.dataset.sent; /* a download leaves the page where it is */
      }, 8000);
    });
  });

  /* the page may come back from the browser's memory: let it be sent again */
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
    });
  });

  var summary = document.getElementById("error-summary");
  if (summary) summary.focus();
})();
