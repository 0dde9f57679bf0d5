/* Keys. An element with data-key="1" is activated by that key while no text field has the focus.
   Enter is left to the browser on links, buttons and text; it never fires while an input method composes.
   "?" opens the list of the keys that are valid on this page, where single keys can be switched off. */
(function () {
  "use strict";

  var SWITCH = "qingce-keys";
  var TEXT = ["text", "search", "email", "password", "number", "tel", "url", "date", "month", "time"];

  function remembered() {
    try {
      return localStorage.getItem(SWITCH) !== "off";
    } catch (error) {
      return true; /* storage forbidden: the keys work, the choice is not kept */
    }
  }

  function remember(on) {
    try {
      localStorage.setItem(SWITCH, on ? "on" : "off");
    } catch (error) {
      return;
    }
  }

  var on = remembered();

  function draw() {
    document.documentElement.classList.toggle("keys-on", on);
  }

  function isText(element) {
    if (!element || !element.tagName) return false;
    if (element.isContentEditable) return true;
    if (element.tagName === "TEXTAREA" || element.tagName === "SELECT") return true;
    return element.tagName === "INPUT" && TEXT.indexOf(element.type) >= 0;
  }

  function takesEnter(element) {
    if (!element || !element.tagName) return false;
    return isText(element) || ["A", "BUTTON", "SUMMARY"].indexOf(element.tagName) >= 0;
  }

  function isVisible(element) {
    return element.getClientRects().length > 0 && !element.disabled;
  }

  function keyed() {
    return Array.from(document.querySelectorAll("[data-key]")).filter(isVisible);
  }

  function holder(name) {
    var wanted = name.toLowerCase();
    return keyed().find(function (element) {
      return element.dataset.key.toLowerCase() === wanted;
    });
  }

  /* what is folded opens, and the writing begins in it */
  function unfold(details) {
    var first = details.querySelector("select, textarea, input:not([type=hidden])");
    details.open = true;
    if (first) first.focus();
  }

  function activate(element) {
    if (element.tagName === "DETAILS") {
      unfold(element);
      return;
    }
    if (isText(element)) {
      element.focus();
      if (element.select) element.select();
      return;
    }
    if (element.type === "radio" || element.type === "checkbox") element.focus();
    element.click();
  }

  /* help */
  var dialog = document.getElementById("key-help");
  var before = null;

  function row(name, words) {
    var line = document.createElement("tr");
    var cell = document.createElement("td");
    var cap = document.createElement("kbd");
    var says = document.createElement("td");
    cap.className = "key key-shown";
    cap.textContent = name;
    cell.className = "fit";
    cell.appendChild(cap);
    says.textContent = words;
    line.appendChild(cell);
    line.appendChild(says);
    return line;
  }

  function words(element) {
    return element.dataset.keyLabel || element.getAttribute("aria-label") || element.textContent.trim();
  }

  function openHelp() {
    if (!dialog || dialog.open || !dialog.showModal) return;
    var body = document.getElementById("key-help-rows");
    body.textContent = "";
    keyed().forEach(function (element) {
      body.appendChild(row(element.dataset.key, words(element)));
    });
    if (document.querySelector("textarea")) {
      body.appendChild(row("Ctrl+Enter", "在文字框内保存"));
    }
    body.appendChild(row("?", "打开本说明"));
    body.appendChild(row("Esc", "关闭本说明；离开文字框"));
    document.getElementById("key-switch").checked = on;
    before = document.activeElement;
    dialog.showModal();
  }

  if (dialog) {
    dialog.addEventListener("close", function () {
      if (before && before.focus) before.focus();
    });
    document.getElementById("key-switch").addEventListener("change", function (event) {
      on = event.target.checked;
      remember(on);
      draw();
    });
  }

  /* Ctrl+Enter saves the form it is pressed in, never the page's main form beside it */
  function saveOf(form) {
    var buttons = Array.from(form.elements).filter(function (element) {
      return element.type === "submit" && isVisible(element);
    });
    return buttons.find(function (button) {
      return button.dataset.key === "Enter";
    }) || buttons[0];
  }

  function onEnter(event) {
    var target = event.target;
    var fromText = target.tagName === "TEXTAREA" && (event.ctrlKey || event.metaKey);
    if (!fromText && (event.ctrlKey || event.metaKey || takesEnter(target))) return;
    var save = fromText && target.form ? saveOf(target.form) : holder("Enter");
    if (!save) return;
    event.preventDefault();
    save.click();
  }

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || event.repeat) return;
    if (dialog && dialog.open) return;
    if (event.key === "Escape" && isText(event.target)) {
      event.target.blur();
      return;
    }
    if (event.key === "?" && !isText(event.target)) {
      event.preventDefault();
      openHelp();
      return;
    }
    if (!on || event.altKey) return;
    if (event.key === "Enter") {
      onEnter(event);
      return;
    }
    if (event.ctrlKey || event.metaKey || isText(event.target)) return;
    var element = holder(event.key);
    if (!element) return;
    event.preventDefault();
    activate(element);
  });

  document.addEventListener("click", function (event) {
    var opener = event.target.closest && event.target.closest("[data-open-help]");
    if (opener) openHelp();
  });

  draw();
})();
