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

  // A photo as the server will keep it, so that a slow network has less to carry, and without what the camera wrote into
  // it.  What this browser can't open goes as it is.
  var SIDE = 1600;
  // Larger files are opened only where the browser reads them without a copy in text.
  var READ_MIB = 30;
  var OPENED_MIB = 64;

  // As a bitmap: { source, width, height, close }.
  function bitmapOf(file) {
    return createImageBitmap(file, { imageOrientation: 'from-image' }).then(function (bitmap) {
      return { source: bitmap, width: bitmap.width, height: bitmap.height, close: function () { bitmap.close(); } };
    });
  }

  function imageOf(file) {
    if (file.size > READ_MIB * 1048576) return Promise.reject(new Error('size'));
    return readAs(file).then(function (image) {
      return { source: image, width: image.naturalWidth, height: image.naturalHeight, close: function () { image.src = ''; } };
    });
  }

  function opened(file) {
    return 'createImageBitmap' in window ? bitmapOf(file).catch(function () { return imageOf(file); }) : imageOf(file);
  }

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

  function draw(image, side) {
    var scale = Math.min(1, side / Math.max(image.width, image.height));
    var canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    var brush = canvas.getContext('2d');
    brush.fillStyle = '#fff';
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(image.source || image, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  // Gives { blob, thumb }; thumb is empty where the browser can't open it.
  function shrink(file) {
    if (file.size > OPENED_MIB * 1048576) return Promise.resolve({ blob: file, thumb: '' });
    return opened(file).then(function (image) {
      var canvas = draw(image, SIDE);
      var thumb = draw(canvas, 200).toDataURL('image/jpeg', 0.7);
      image.close();
      return new Promise(function (done) { canvas.toBlob(done, 'image/jpeg', 0.85); }).then(function (blob) {
        var better = blob && (blob.size < file.size || file.type === 'image/jpeg');
        canvas.width = canvas.height = 0;
        return { blob: better ? blob : file, thumb: thumb };
      });
    }).catch(function () { return { blob: file, thumb: '' }; });
  }

  // Sends one photo ahead of the form; tell gets the part that is through.
  function sendAhead(form, url, shot, keep, tell) {
    return new Promise(function (done, failed) {
      var call = new XMLHttpRequest();
      var data = new FormData();
      var proof = form.querySelector('input[name=altcha]');
      data.append('form', form.elements.form.value);
      data.append('altcha', proof ? proof.value : '');
      keep.forEach(function (id) { data.append('keep', id); });
      data.append('photo', shot.blob, 'photo.jpg');
      call.open('POST', url);
      call.setRequestHeader('Accept', 'application/json');
      call.responseType = 'json';
      call.upload.onprogress = function (event) { if (event.lengthComputable) tell(event.loaded / event.total); };
      call.onerror = call.ontimeout = function () { failed({ again: true, later: true, words: '网络断了，没有传上去' }); };
      call.onload = function () {
        var reply = call.response || {};
        if (reply.photo) return done(reply.photo);
        failed({ again: call.status >= 500, later: call.status !== 422 || !data.get('altcha'),
          words: reply.error ? reply.error.message : '没有传上去，请再试一次' });
      };
      call.send(data);
    });
  }

  function make(tag, members, parent) {
    var element = Object.assign(document.createElement(tag), members);
    if (parent) parent.appendChild(element);
    return element;
  }

  function session(run) {
    try { return run(window.sessionStorage); } catch (refused) { return null; }
  }

  /*
   * The photos of a form: taken or picked one after the other, each made small and sent ahead at once, so that an error
   * in the form costs none.  A shot is { row, file, blob, id, words }; rows stand in the order in which they are shown.
   */
  function photos(input) {
    var form = input.form;
    var most = Number(input.dataset.most);
    var grid = make('ol', { className: 'shots' });
    var note = make('p', { className: 'counter' });
    var bar = make('p', { className: 'shot-buttons' });
    var shots = [];
    var queue = Promise.resolve();
    var pending = 0;

    function ids() {
      return shots.filter(function (shot) { return shot.id; }).map(function (shot) { return shot.id; });
    }

    // What didn't fit stays said until more are chosen or one is taken out, whatever becomes of the others.
    var left = '';

    function say(words, bad) {
      note.classList.toggle('over', !!(bad || left));
      note.textContent = [left, words].filter(Boolean).join('。') || (shots.length ? '已选 ' + shots.length + ' 张，最多 ' + most + ' 张' : '');
    }

    function number() {
      shots.forEach(function (shot, i) {
        grid.appendChild(shot.row);
        shot.picture.alt = '照片 ' + (i + 1);
        shot.back.hidden = i === 0;
        shot.on.hidden = i === shots.length - 1;
        shot.back.setAttribute('aria-label', '照片 ' + (i + 1) + ' 往前移');
        shot.on.setAttribute('aria-label', '照片 ' + (i + 1) + ' 往后移');
        shot.out.setAttribute('aria-label', '去掉照片 ' + (i + 1));
      });
      bar.hidden = shots.length >= most;
    }

    function move(shot, step) {
      var at = shots.indexOf(shot);
      shots.splice(at, 1);
      shots.splice(at + step, 0, shot);
      number();
      (step < 0 ? (shot.back.hidden ? shot.on : shot.back) : (shot.on.hidden ? shot.back : shot.on)).focus();
    }

    function remove(shot, words) {
      shots.splice(shots.indexOf(shot), 1);
      shot.row.remove();
      number();
      if (!words) left = '';
      say(words);
    }

    // later: what failed may pass when it is tried again; a file that is no photo never does.
    function state(shot, words, failed, later) {
      shot.failed = failed;
      shot.later = later;
      shot.state.textContent = words;
      shot.row.classList.toggle('shot-failed', !!failed);
      shot.retry.hidden = !later;
    }

    function picture(shot, thumb) {
      if (thumb) shot.picture.src = thumb;
      shot.picture.hidden = !thumb;
    }

    function button(shot, words, run) {
      var element = make('button', { type: 'button', className: 'btn btn-small btn-plain', textContent: words },
        shot.buttons);
      element.addEventListener('click', run);
      return element;
    }

    function row(file) {
      var shot = { file: file, row: make('li', { className: 'shot' }) };
      shot.picture = make('img', { hidden: true, width: 88, height: 88 }, shot.row);
      shot.state = make('span', { className: 'shot-state' }, shot.row);
      shot.buttons = make('span', { className: 'shot-acts' }, shot.row);
      shot.retry = button(shot, '重试', function () { upload(shot); });
      shot.back = button(shot, '↑', function () { move(shot, -1); });
      shot.on = button(shot, '↓', function () { move(shot, 1); });
      shot.out = button(shot, '去掉', function () { remove(shot); (bar.hidden ? input : bar.firstChild).focus(); });
      shots.push(shot);
      number();
      return shot;
    }

    function kept(shot, photo) {
      var same = shots.some(function (other) { return other !== shot && other.id === photo.id; });
      if (same) return remove(shot, '这张照片已经选过了，只保留一张');
      shot.id = photo.id;
      make('input', { type: 'hidden', name: 'kept', value: photo.id }, shot.row);
      state(shot, '已传好');
      session(function (local) { local.setItem('wz.shot.' + photo.id, shot.picture.src); });
    }

    function attempt(shot, left) {
      state(shot, '正在上传…');
      return sendAhead(form, input.dataset.ahead, shot, ids(), function (part) {
        state(shot, '已传 ' + Math.round(part * 100) + '%');
      }).catch(function (fault) {
        if (!fault.again || !left) throw fault;
        return new Promise(function (done) { setTimeout(done, 2000); }).then(function () {
          return attempt(shot, left - 1);
        });
      });
    }

    function small(shot) {
      if (shot.blob) return Promise.resolve();
      return shrink(shot.file).then(function (made) {
        var mib = made.blob.size / 1048576;
        picture(shot, made.thumb);
        if (mib > Number(input.dataset.mib)) {
          throw { words: '这张照片有 ' + Math.round(mib) + ' MB，太大了，请换一张，或者截图后再选' };
        }
        shot.blob = made.blob;
      });
    }

    // One after the other: a phone has little memory, and the form's places are counted.
    function upload(shot) {
      pending += 1;
      state(shot, '正在准备…');
      queue = queue.then(function () { return small(shot); }).then(function () {
        form.dataset.proof = '1';
        return prove(form);
      }).then(function () {
        return shots.indexOf(shot) < 0 ? null : attempt(shot, 2).then(function (photo) { kept(shot, photo); });
      }).catch(function (fault) {
        state(shot, fault.words || '没有传上去，请再试一次', true, fault.later || !fault.words);
      }).then(function () {
        pending -= 1;
        if (shots.indexOf(shot) >= 0) say();
      });
    }

    function take(files) {
      var free = most - shots.length;
      files.slice(0, free).forEach(function (file) { upload(row(file)); });
      left = files.length > free ? '最多 ' + most + ' 张，多选的 ' + (files.length - free) + ' 张没有加进来' : '';
      say();
    }

    function picker(words, source) {
      var press = make('button', { type: 'button', className: 'btn btn-plain', textContent: words }, bar);
      press.addEventListener('click', function () { source.click(); });
      source.addEventListener('change', function () {
        take(Array.from(source.files));
        source.value = '';
      });
    }

    // What waits is awaited; what failed is shown, and holds the form.
    form.photos = function () {
      return queue.then(function () {
        if (pending) return form.photos();
        var failed = shots.find(function (shot) { return shot.failed; });
        if (!failed) return null;
        say(shots.some(function (shot) { return shot.later; }) ? '有照片没有传上去：请点“重试”，或者去掉后再提交' :
          '有照片没有传上去：请去掉后再提交', true);
        wz.goTo(failed.later ? failed.retry : failed.out);
        note.scrollIntoView({ block: 'center' });
        throw new Error('photos');
      });
    };
    note.setAttribute('aria-live', 'polite');
    var camera = make('input', { type: 'file', accept: 'image/*', hidden: true });
    camera.setAttribute('capture', 'environment');
    input.after(grid, note, bar, camera);
    input.classList.remove('js-only');
    input.hidden = true;
    picker('拍照', camera);
    picker('从相册选', input);
    wz.each('#kept input', function (box) {
      var shot = row(null);
      picture(shot, session(function (local) { return local.getItem('wz.shot.' + box.value); }));
      kept(shot, { id: box.value });
    });
    wz.each('#kept', function (list) { list.remove(); });
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
      }).then(function () { return true; }, function () { return false; }).then(function (ready) {
        setTimeout(function () {
          delete form.dataset.waiting;
          wz.setBusy(button, false);
          if (ready) send(form, button);
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
