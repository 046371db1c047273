/*
 * The longer forms of residents: questions, letters, requests, follow-ups.  Every form works without it.  Loaded with
 * defer, so after site.js, whose helpers it uses.
 */
(function () {
  'use strict';
  var wz = window.wz;

  // Drafts stay on the device and hold only what is meant for the public: never a name, phone or token.
  var KEPT = ['title', 'body', 'category', 'area'];

  function keepDraft(form) {
    var key = 'wz.draft.' + form.dataset.draft;
    var typed = form.elements.title.value || form.elements.body.value;
    var draft = wz.store(function (local) { return JSON.parse(local.getItem(key)); });
    if (draft && !typed) KEPT.forEach(function (name) {
      if (form.elements[name] && typeof draft[name] === 'string') form.elements[name].value = draft[name];
    });
    form.addEventListener('input', function () {
      var now = {};
      KEPT.forEach(function (name) { if (form.elements[name]) now[name] = form.elements[name].value; });
      wz.store(function (local) { local.setItem(key, JSON.stringify(now)); });
    });
  }

  // The widget that makes the proof of work is heavy: the template [data-proof] holds it and names its files.
  function add(tag, members) {
    return new Promise(function (done) {
      var element = Object.assign(document.createElement(tag), members);
      element.onload = element.onerror = done;
      document.head.appendChild(element);
    });
  }

  function loadProof(form) {
    var mark = form.querySelector('template[data-proof]');
    if (mark && !form.proofLoaded) {
      form.proofLoaded = Promise.all([add('link', { rel: 'stylesheet', href: mark.dataset.style }),
        add('script', { type: 'module', src: mark.dataset.script })]).then(function () {
        mark.replaceWith(mark.content);
      });
    }
    return form.proofLoaded || Promise.resolve();
  }

  function proved(form) {
    var widget = form.querySelector('altcha-widget');
    var state = widget && widget.getState ? widget.getState() : '';
    if (!state || state === 'verified' || state === 'error') return null;
    return new Promise(function (done) {
      widget.addEventListener('statechange', function (event) {
        if (event.detail.state === 'verified' || event.detail.state === 'error') done();
      });
      if (state === 'unverified') widget.verify();
    });
  }

  // Ten seconds at most: without it the server says what is missing.
  function prove(form) {
    return Promise.race([loadProof(form).then(function () { return proved(form); }),
      new Promise(function (done) { setTimeout(done, 10000); })]);
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
      input.form.dataset.proof = '1';
      prove(input.form);
      var small = typeof DataTransfer === 'function' ? one(files, []) : Promise.resolve(null);
      var mine = working = small.then(function (ready) {
        if (working !== mine || !ready) return;
        var box = new DataTransfer();
        ready.forEach(function (file) { box.items.add(file); });
        input.files = box.files;
      }).catch(function () {}).then(function () {
        if (working !== mine) return;
        say();
        working = null;
      });
    });
    input.form.photos = function () { return working; };
    say();
  }

  function send(form, button) {
    form.dataset.ready = '1';
    if (form.requestSubmit) form.requestSubmit(button);
    else form.submit();
    delete form.dataset.ready;
  }

  // Sent too early, the form waits for its photos and its proof; not less than a turn, for until then it counts as being
  // sent already.
  function waitFor(form) {
    form.addEventListener('submit', function (event) {
      var button = event.submitter || form.querySelector('button:not([type=button])');
      if (form.dataset.ready || form.dataset.sent) return;
      event.preventDefault();
      if (form.dataset.waiting) return;
      form.dataset.waiting = '1';
      wz.setBusy(button, true);
      Promise.resolve(form.photos && form.photos()).then(function () {
        return form.dataset.proof ? prove(form) : null;
      }).then(function () {
        setTimeout(function () {
          delete form.dataset.waiting;
          wz.setBusy(button, false);
          send(form, button);
        }, 0);
      });
    });
  }

  // It is fetched when somebody begins to write; in a form that needs it for photos alone, with the first of these.
  function proof(mark) {
    var form = mark.closest('form');
    if (mark.dataset.proof === 'photos') return;
    form.dataset.proof = '1';
    form.addEventListener('focusin', function () { prove(form); }, { once: true });
  }

  wz.each('form[data-draft]', keepDraft);
  wz.each('template[data-proof]', proof);
  wz.each('[data-most]', photos);
  wz.each('form[data-form]', waitFor);
}());
