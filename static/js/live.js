/* Between htmx and the server: the token on every request, no asking while nobody looks, and a sentence
   when the server cannot be reached. A live part stops asking by itself: the finished answer has no hx-get. */
(function () {
  "use strict";

  var failures = 0;
  var notice = null;

  function token() {
    var meta = document.querySelector('meta[name="csrf-token"]');
    return meta ? meta.content : "";
  }

  function say(words) {
    if (!notice) {
      notice = document.createElement("p");
      notice.className = "message message-error connection";
      notice.setAttribute("role", "status");
      document.body.appendChild(notice);
    }
    notice.textContent = words;
  }

  function hush() {
    failures = 0;
    if (notice) notice.remove();
    notice = null;
  }

  document.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["X-CSRFToken"] = token();
  });

  document.addEventListener("htmx:beforeRequest", function (event) {
    var source = event.detail.elt;
    if (source.hasAttribute("data-live") && document.hidden) event.preventDefault();
  });

  /* who stood on a link inside a live part stands on the same link after it was renewed */
  var stood = null;

  function sameAs(element) {
    return function (other) {
      return other.textContent === element.textContent && other.getAttribute("href") === element.getAttribute("href");
    };
  }

  document.addEventListener("htmx:beforeSwap", function (event) {
    var active = document.activeElement;
    stood = event.detail.target.contains(active) && active !== document.body ? active : null;
  });

  document.addEventListener("htmx:afterSettle", function () {
    if (!stood || stood.isConnected) return;
    var again = Array.from(document.querySelectorAll(".live " + stood.tagName)).find(sameAs(stood));
    if (again) again.focus({ preventScroll: true });
    stood = null;
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.successful) hush();
  });

  document.addEventListener("htmx:sendError", function () {
    failures += 1;
    if (failures > 1) say("与服务器的连接中断，正在重新连接。已导入的内容不会丢失。");
  });

  document.addEventListener("htmx:responseError", function (event) {
    var status = event.detail.xhr.status;
    if (status === 401 || status === 403) {
      say("登录已过期，请刷新本页重新登录。");
    } else {
      say("服务器暂时不能回答（" + status + "），请稍后刷新本页。");
    }
  });

  /* filters that send themselves; their button is for those without script */
  document.querySelectorAll("form[data-submit-on-change]").forEach(function (form) {
    form.querySelectorAll("[data-hide-with-script]").forEach(function (button) {
      button.hidden = true;
    });
    form.addEventListener("change", function () {
      form.submit();
    });
  });
})();
