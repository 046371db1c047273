/*
 * Comforts for residents' pages; every page works without them.  Loaded in the head without defer, so that
 * html.js and html.elder are set before the first paint; the rest waits for the document.
 */
(function () {
  'use strict';
  var root = document.documentElement;
  root.classList.add('js');

  // Large print.  Pages may come from a shared cache, so the cookie decides here as well as on the server.
  var choice = /(?:^|; *)wz_elder=([01])/.exec(document.cookie);
  if (choice) root.classList.toggle('elder', choice[1] === '1');

  function each(selector, run) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), run);
  }

  function elderToggle(link) {
    link.addEventListener('click', function (event) {
      var on = root.classList.toggle('elder') ? '1' : '0';
      document.cookie = 'wz_elder=' + on + '; path=/; max-age=31536000; samesite=lax';
      if (document.cookie.indexOf('wz_elder=' + on) >= 0) event.preventDefault();
    });
  }

  // Characters as a person counts them and as the server does: code points, a line break being one.
  function length(text) {
    return Array.from(text.replace(/\r\n/g, '\n')).length;
  }

  function counter(note) {
    var field = document.getElementById(note.dataset.for);
    if (!field || !field.dataset.max) return;
    var max = Number(field.dataset.max);
    function show() {
      var n = length(field.value);
      note.classList.toggle('over', n > max);
      note.textContent = n > max ? '已写 ' + n + ' 字，超出 ' + (n - max) + ' 字' : '已写 ' + n + ' 字，最多 ' + max + ' 字';
    }
    field.addEventListener('input', show);
    show();
  }

  // Drafts stay on the device and hold only what is meant for the public: never a name, phone or token.
  var KEPT = ['title', 'body', 'category', 'area'];

  function store(run) {
    try { return run(window.localStorage); } catch (refused) { return null; }
  }

  function keepDraft(form) {
    var key = 'wz.draft.' + form.dataset.draft;
    var typed = form.elements.title.value || form.elements.body.value;
    var draft = store(function (local) { return JSON.parse(local.getItem(key)); });
    if (draft && !typed) KEPT.forEach(function (name) {
      if (form.elements[name] && typeof draft[name] === 'string') form.elements[name].value = draft[name];
    });
    form.addEventListener('input', function () {
      var now = {};
      KEPT.forEach(function (name) { if (form.elements[name]) now[name] = form.elements[name].value; });
      store(function (local) { local.setItem(key, JSON.stringify(now)); });
    });
  }

  function dropDraft(mark) {
    store(function (local) { local.removeItem('wz.draft.' + mark.dataset.draftDone); });
  }

  // One press, one post.  The button is marked only after the browser has read its name and value.
  function setBusy(button, busy) {
    if (busy) {
      button.dataset.label = button.innerHTML;
      button.setAttribute('aria-disabled', 'true');
      if (button.dataset.busy) button.textContent = button.dataset.busy;
    } else if (button.dataset.label) {
      button.removeAttribute('aria-disabled');
      button.innerHTML = button.dataset.label;
    }
  }

  function guardPosts() {
    document.addEventListener('submit', function (event) {
      var form = event.target;
      if (form.method !== 'post') return;
      if (form.dataset.sent) return event.preventDefault();
      if (event.defaultPrevented) return;
      form.dataset.sent = '1';
      var button = event.submitter || form.querySelector('button:not([type=button])');
      if (button) setTimeout(function () { setBusy(button, true); }, 0);
    });
    window.addEventListener('pageshow', function (event) {
      if (!event.persisted) return;
      each('form[data-sent]', function (form) { delete form.dataset.sent; });
      each('[aria-disabled]', function (button) { setBusy(button, false); });
    });
  }

  function readJson(url, options) {
    return fetch(url, options).then(function (reply) {
      if (!reply.ok) throw new Error(reply.status);
      return reply.json();
    });
  }

  var ASK_JSON = { headers: { Accept: 'application/json' }, credentials: 'same-origin' };

  // A cached page has no form token of its own: it is fetched when the form is sent.  When that fails the form goes
  // without, and the server answers with the form again, the text kept, and a fresh token.
  function fetchToken(form) {
    form.addEventListener('submit', function (event) {
      var field = form.elements.form;
      if (field.value) return;
      event.preventDefault();
      if (form.dataset.asking) return;
      form.dataset.asking = '1';
      readJson(form.dataset.token, ASK_JSON).then(function (page) {
        field.value = page.form;
        delete form.dataset.asking;
        form.requestSubmit();
      }).catch(function () { form.submit(); });
    });
  }

  // A photo as the server will keep it, so that a slow network has less to carry.  What this browser can't make smaller
  // goes as it is.
  var SIDE = 1600;

  function readAs(file) {
    return new Promise(function (done, failed) {
      var reader = new FileReader();
      var image = new Image();
      reader.onload = function () { image.src = reader.result; };
      reader.onerror = image.onerror = failed;
      image.onload = function () { done(image); };
      reader.readAsDataURL(file);
    });
  }

  function shrink(file) {
    if (!/^image\//.test(file.type) || file.size < 400000) return Promise.resolve(file);
    return readAs(file).then(function (image) {
      var scale = Math.min(1, SIDE / Math.max(image.naturalWidth, image.naturalHeight));
      var canvas = document.createElement('canvas');
      canvas.width = Math.round(image.naturalWidth * scale);
      canvas.height = Math.round(image.naturalHeight * scale);
      var brush = canvas.getContext('2d');
      brush.fillStyle = '#fff';
      brush.fillRect(0, 0, canvas.width, canvas.height);
      brush.drawImage(image, 0, 0, canvas.width, canvas.height);
      return new Promise(function (done) { canvas.toBlob(done, 'image/jpeg', 0.85); });
    }).then(function (blob) {
      return blob && blob.size < file.size ? new File([blob], 'photo.jpg', { type: 'image/jpeg' }) : file;
    }).catch(function () { return file; });
  }

  function one(files, ready) {
    return files.reduce(function (before, file) {
      return before.then(function () { return shrink(file); }).then(function (small) { ready.push(small); });
    }, Promise.resolve()).then(function () { return ready; });
  }

  // Photos need the proof of work: it is made as soon as there are some, in the form's widget or in the one that it has
  // for them.  Without it the server says what is missing.
  function prove(form) {
    var spare = form.querySelector('template[data-proof]');
    if (spare) spare.replaceWith(spare.content);
    var widget = form.querySelector('altcha-widget');
    var state = widget && widget.getState ? widget.getState() : '';
    if (!widget || state === 'verified') return Promise.resolve();
    if (state === 'unverified') widget.verify();
    return new Promise(function (done) {
      widget.addEventListener('statechange', function (event) {
        if (event.detail.state === 'verified' || event.detail.state === 'error') done();
      });
      setTimeout(done, 10000);
    });
  }

  function photos(input) {
    var note = document.createElement('p');
    var most = Number(input.dataset.most);
    var working = null;
    note.className = 'counter';
    note.setAttribute('aria-live', 'polite');
    input.after(note);
    function say() {
      var count = input.files.length;
      var size = Array.from(input.files).reduce(function (sum, file) { return sum + file.size; }, 0);
      note.classList.toggle('over', count > most);
      note.textContent = !count ? '' : count > most ? '选了 ' + count + ' 张，最多 ' + most + ' 张，请重新选' :
        '已选 ' + count + ' 张，共 ' + (size / 1048576).toFixed(1) + ' MB';
    }
    input.addEventListener('change', function () {
      var files = Array.from(input.files);
      say();
      if (!files.length || files.length > most) return;
      note.textContent = '正在准备照片…';
      var small = typeof DataTransfer === 'function' ? one(files, []) : Promise.resolve(null);
      var mine = working = small.then(function (ready) {
        if (working !== mine || !ready) return;
        var box = new DataTransfer();
        ready.forEach(function (file) { box.items.add(file); });
        input.files = box.files;
      }).catch(function () {}).then(function () {
        if (working !== mine) return;
        say();
        return prove(input.form).then(function () { if (working === mine) working = null; });
      });
    });
    // Sent too early, the form waits for its photos.
    input.form.addEventListener('submit', function (event) {
      var form = input.form;
      if (!working) return;
      event.preventDefault();
      if (form.dataset.waiting) return;
      form.dataset.waiting = '1';
      working.then(function () {
        delete form.dataset.waiting;
        form.requestSubmit();
      });
    });
    say();
  }

  function support(link) {
    var count = Number(link.querySelector('[data-n]').textContent);
    link.setAttribute('aria-live', 'polite');
    link.addEventListener('click', function (event) {
      event.preventDefault();
      if (link.dataset.done) return;
      link.dataset.done = '1';
      readJson(link.href + '.json', ASK_JSON).then(function (page) {
        return page.supported ? page : readJson(link.href, {
          method: 'POST', credentials: 'same-origin', headers: ASK_JSON.headers,
          body: new URLSearchParams({ form: page.form })
        });
      }).then(function (page) {
        link.textContent = '已关心（' + (typeof page.supports === 'number' ? page.supports : count + 1) + '）';
      }).catch(function () { location.href = link.href; });
    });
  }

  function copyText(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    var box = document.createElement('textarea');
    box.value = text;
    box.className = 'sr';
    document.body.appendChild(box);
    box.select();
    var done = document.execCommand('copy');
    box.remove();
    return done ? Promise.resolve() : Promise.reject(new Error('copy'));
  }

  function copyButton(button) {
    button.setAttribute('aria-live', 'polite');
    button.addEventListener('click', function () {
      var text = button.dataset.copy.split(' ').map(function (id) {
        var value = document.getElementById(id);
        var name = value.previousElementSibling;
        return (name && name.tagName === 'DT' ? name.textContent + ' ' : '') + value.textContent.replace(/\s+/g, '');
      }).join('\n');
      copyText(text).then(function () { button.textContent = '已复制'; },
        function () { button.textContent = '没有复制成功，请截图保存'; });
    });
  }

  // The device's own sheet where it has one; elsewhere the link is copied.
  function shareButton(button) {
    button.setAttribute('aria-live', 'polite');
    button.addEventListener('click', function () {
      var link = location.origin + location.pathname;
      if (navigator.share) return navigator.share({ title: document.title, url: link }).catch(function () {});
      copyText(link).then(function () { button.textContent = '已复制链接'; },
        function () { button.textContent = '请从地址栏复制链接'; });
    });
  }

  document.addEventListener('DOMContentLoaded', function () {
    each('[data-elder]', elderToggle);
    each('form[data-draft]', keepDraft);
    each('[data-for]', counter);
    each('[data-draft-done]', dropDraft);
    each('form[data-token]', fetchToken);
    each('[data-most]', photos);
    each('[data-support]', support);
    each('[data-copy]', copyButton);
    each('[data-share]', shareButton);
    each('[data-print]', function (button) {
      button.addEventListener('click', function () { window.print(); });
    });
    each('select[data-autosubmit]', function (select) {
      select.addEventListener('change', function () { select.form.submit(); });
    });
    each('.error-summary', function (box) { box.focus(); });
    guardPosts();
  });
}());
