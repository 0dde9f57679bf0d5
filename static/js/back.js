/* 返回上一页 on an error page: the browser's own way back brings the form again with what was typed. Without
   this script, or in a new window, the link to the start page remains. */
(function () {
  "use strict";

  if (window.history.length < 2) return;
  document.querySelectorAll("[data-back]").forEach(function (button) {
    button.hidden = false;
    button.focus(); /* Enter goes on where the work was broken off */
    button.addEventListener("click", function () {
      window.history.back();
    });
  });
})();
