/* Many files and folders onto one form. They are sent in parts, so that a broken line loses one part and
   not the afternoon; the same bytes sent twice are one original, so sending again is harmless. Without this
   script the form posts once. */
(function () {
  "use strict";

  var PART_FILES = 20;
  var PART_BYTES = 48 * 1024 * 1024;
  var TRIES = 3;

  function token() {
    var meta = document.querySelector('meta[name="csrf-token"]');
    return meta ? meta.content : "";
  }

  function pathOf(file) {
    return file.webkitRelativePath || file.name;
  }

  /* ---- what was dropped: files, and all that stands in dropped folders ---- */
  function readAll(reader) {
    return new Promise(function (resolve, reject) {
      var found = [];
      (function next() {
        reader.readEntries(function (entries) {
          if (!entries.length) return resolve(found);
          found = found.concat(Array.from(entries));
          return next(); /* Chromium gives 100 at a time */
        }, reject);
      })();
    });
  }

  function filesOf(entry) {
    if (entry.isFile) {
      return new Promise(function (resolve, reject) {
        entry.file(function (file) {
          resolve([{ file: file, path: entry.fullPath.replace(/^\//, "") }]);
        }, reject);
      });
    }
    return readAll(entry.createReader()).then(function (entries) {
      return Promise.all(entries.map(filesOf));
    }).then(function (lists) {
      return [].concat.apply([], lists);
    });
  }

  function dropped(transfer) {
    var entries = Array.from(transfer.items || []).map(function (item) {
      return item.webkitGetAsEntry ? item.webkitGetAsEntry() : null;
    }).filter(Boolean);
    if (entries.length) {
      return Promise.all(entries.map(filesOf)).then(function (lists) {
        return [].concat.apply([], lists);
      });
    }
    return Promise.resolve(picked(transfer.files));
  }

  function picked(list) {
    return Array.from(list).map(function (file) {
      return { file: file, path: pathOf(file) };
    });
  }

  /* marks of an operating system are no papers */
  function isPaper(item) {
    var name = item.path.split("/").pop();
    return name.charAt(0) !== "." && name !== "Thumbs.db" && name !== "desktop.ini" && name.indexOf("~$") !== 0;
  }

  function parts(items) {
    var all = [];
    var part = [];
    var bytes = 0;
    items.forEach(function (item) {
      if (part.length && (part.length >= PART_FILES || bytes + item.file.size > PART_BYTES)) {
        all.push(part);
        part = [];
        bytes = 0;
      }
      part.push(item);
      bytes += item.file.size;
    });
    if (part.length) all.push(part);
    return all;
  }

  function size(items) {
    return items.reduce(function (sum, item) {
      return sum + item.file.size;
    }, 0);
  }

  function answerOf(request) {
    try {
      return JSON.parse(request.responseText);
    } catch (error) {
      return {};
    }
  }

  function refusal(request) {
    var answer = answerOf(request);
    if (answer.message) return answer.message;
    if (request.status === 413) return "文件超过服务器允许的大小，请分开导入或联系管理员。";
    if (request.status === 507 || request.status === 503) return "服务器暂时不能接收文件，请稍后重试。";
    if (request.status === 401 || request.status === 403) return "登录已过期，请刷新本页重新登录后再导入。";
    return "服务器没有收下（" + request.status + "），请重试。";
  }

  function send(form, part, onProgress) {
    return new Promise(function (resolve, reject) {
      var data = new FormData();
      var request = new XMLHttpRequest();
      data.append("batch", form.elements.batch.value);
      data.append("name", form.elements.name ? form.elements.name.value : "");
      data.append("total", form.getAttribute("data-total") || "");
      part.forEach(function (item) {
        data.append("files", item.file, item.file.name);
        data.append("paths", item.path);
      });
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRFToken", token());
      request.upload.addEventListener("progress", function (event) {
        onProgress(event.loaded);
      });
      request.addEventListener("load", function () {
        if (request.status < 300) resolve(answerOf(request));
        else reject({ final: request.status < 500 && request.status !== 429, message: refusal(request) });
      });
      request.addEventListener("error", function () {
        reject({ final: false, message: "连接中断。请检查网络后点“重试未送达的文件”，已送达的不必再传。" });
      });
      request.send(data);
    });
  }

  function wait(milliseconds) {
    return new Promise(function (resolve) {
      setTimeout(resolve, milliseconds);
    });
  }

  function sendPatiently(form, part, onProgress, attempt) {
    return send(form, part, onProgress).catch(function (failure) {
      if (failure.final || attempt >= TRIES) throw failure;
      return wait(1000 * attempt).then(function () {
        return sendPatiently(form, part, onProgress, attempt + 1);
      });
    });
  }

  function setUp(form) {
    var panel = form.querySelector(".drop-progress");
    var bar = panel.querySelector("progress");
    var line = panel.querySelector("[role=status]");
    var again = panel.querySelector("[data-again]");
    var left = [];
    var busy = false;

    form.classList.add("ready");
    form.elements.files.required = false;

    function say(words) {
      panel.hidden = false;
      line.textContent = words;
    }

    function stop(words) {
      busy = false;
      again.hidden = !left.length;
      say(words);
    }

    function run(items) {
      var papers = items.filter(isPaper);
      if (busy) return say("正在上传，请等这一批送完再加入新的文件。");
      if (!papers.length) return stop("没有可以导入的文件。请选择文件、文件夹或压缩包。");
      busy = true;
      again.hidden = true;
      left = papers.slice();
      return work(papers, skippedWords(items, papers));
    }

    function skippedWords(items, papers) {
      var skipped = items.length - papers.length;
      return skipped ? "（另有 " + skipped + " 个系统文件已略过）" : "";
    }

    function work(papers, remark) {
      var whole = size(papers) || 1;
      var sentBytes = 0;
      var sentFiles = 0;
      var href = "";
      var chain = Promise.resolve();
      bar.value = 0;
      form.setAttribute("data-total", papers.length); /* the batch is named by all, not by its first part */
      say("正在上传 0 / " + papers.length + " 个文件" + remark);
      parts(papers).forEach(function (part) {
        chain = chain.then(function () {
          return sendPatiently(form, part, function (loaded) {
            bar.value = Math.min(1, (sentBytes + Math.min(loaded, size(part))) / whole);
          }, 1);
        }).then(function (answer) {
          form.elements.batch.value = answer.batch || form.elements.batch.value;
          href = answer.href || href;
          sentBytes += size(part);
          sentFiles += part.length;
          left = left.slice(part.length);
          bar.value = sentBytes / whole;
          say("正在上传 " + sentFiles + " / " + papers.length + " 个文件" + remark);
        });
      });
      return chain.then(function () {
        say("已全部送达，正在打开导入结果");
        busy = false;
        window.location.assign(href || window.location.href);
      }, function (failure) {
        stop("已送达 " + sentFiles + " / " + papers.length + " 个文件。" + (failure.message || "上传没有完成，请重试。"));
      });
    }

    function picker(folder) {
      var input = document.createElement("input");
      input.type = "file";
      input.multiple = true;
      if (folder) input.webkitdirectory = true;
      else input.accept = form.elements.files.accept;
      input.addEventListener("change", function () {
        run(picked(input.files));
      });
      input.click();
    }

    form.querySelectorAll("[data-pick]").forEach(function (button) {
      button.addEventListener("click", function () {
        picker(button.dataset.pick === "folder");
      });
    });
    again.addEventListener("click", function () {
      run(left);
    });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      run(picked(form.elements.files.files));
    });
    ["dragenter", "dragover"].forEach(function (name) {
      form.addEventListener(name, function (event) {
        event.preventDefault();
        form.classList.add("over");
      });
    });
    ["dragleave", "drop"].forEach(function (name) {
      form.addEventListener(name, function (event) {
        event.preventDefault();
        form.classList.remove("over");
      });
    });
    form.addEventListener("drop", function (event) {
      dropped(event.dataTransfer).then(run, function () {
        stop("浏览器没有让我们读取拖入的文件夹，请用“选择文件夹”。");
      });
    });
    window.addEventListener("beforeunload", function (event) {
      if (busy) event.preventDefault();
    });
    /* a file dropped beside the area must not replace the page */
    ["dragover", "drop"].forEach(function (name) {
      window.addEventListener(name, function (event) {
        event.preventDefault();
      });
    });
  }

  document.querySelectorAll("form[data-upload]").forEach(setUp);
})();
