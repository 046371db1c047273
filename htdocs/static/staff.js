/*
 * Keys and comforts for the desks; every page works without them.  Loaded after site.js, with defer.
 * Keys are off while somebody types in a field, when a modifier is held, and on answer links, which have no desk.
 */
(function () {
  'use strict';
  function rows() {
    return Array.prototype.slice.call(document.querySelectorAll('[data-queue] tbody tr'));
  }

  function rowLink(row) {
    return row && row.querySelector('a[href]');
  }

  function move(step) {
    var all = rows();
    var at = all.indexOf(document.querySelector('tr[data-at]'));
    var next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
    if (!next) return;
    all.forEach(function (row) { delete row.dataset.at; });
    next.dataset.at = '1';
    rowLink(next).focus();
    next.scrollIntoView({ block: 'nearest' });
  }

  function open() {
    var link = rowLink(document.querySelector('tr[data-at]'));
    if (link) link.click();
  }

  function focusPanel() {
    var panel = document.getElementById('actions');
    if (!panel) return;
    panel.scrollIntoView({ block: 'nearest' });
    (panel.querySelector('details[open] textarea, details[open] select') || panel.querySelector('summary, button') || panel).focus();
  }

  // The list of keys is the server's: the page /staff/keys has it for those without JavaScript.
  function buildHelp(keys) {
    var dialog = document.createElement('dialog');
    dialog.className = 'help';
    dialog.dataset.help = '';
    dialog.setAttribute('aria-labelledby', 'help-title');
    var title = dialog.appendChild(document.createElement('h2'));
    title.id = 'help-title';
    title.textContent = '快捷键';
    var list = dialog.appendChild(document.createElement('dl'));
    list.className = 'keys-list';
    keys.forEach(function (line) {
      list.appendChild(document.createElement('dt')).appendChild(document.createElement('kbd')).textContent = line.key;
      list.appendChild(document.createElement('dd')).textContent = line.does;
    });
    var form = dialog.appendChild(document.createElement('form'));
    form.method = 'dialog';
    var button = form.appendChild(document.createElement('button'));
    button.className = 'btn btn-primary';
    button.textContent = '知道了';
    document.body.appendChild(dialog);
    return dialog;
  }

  function help() {
    var dialog = document.querySelector('dialog[data-help]');
    if (dialog) return dialog.showModal();
    fetch('/staff/keys.json', { credentials: 'same-origin' }).then(function (reply) {
      if (!reply.ok) throw new Error(reply.status);
      return reply.json();
    }).then(function (page) {
      if (!document.querySelector('dialog[data-help]')) buildHelp(page.keys).showModal();
    }).catch(function () { location.href = '/staff/keys'; });
  }

  function follow(selector) {
    var link = document.querySelector(selector);
    if (link) link.click();
  }

  // A page that has just come isn't accepted by a press that was meant for the one before it.
  var SEEN_AFTER = 250;
  var shown = Date.now();

  function acceptNext() {
    var button = document.querySelector('#act-accept [name=then]');
    if (button && Date.now() - shown >= SEEN_AFTER) button.click();
  }

  function openDecline() {
    var form = document.getElementById('act-decline');
    if (!form) return;
    form.closest('details').open = true;
    form.querySelector('select').focus();
  }

  function search() {
    var box = document.querySelector('[data-search]');
    if (box) box.focus();
    else location.href = '/staff/search';
  }

  var KEYS = {
    j: function () { move(1); }, k: function () { move(-1); },
    o: open, x: togglePick, a: focusPanel, '/': search, '?': help, y: acceptNext, d: openDecline,
    m: function () { document.dispatchEvent(new Event('wz:hide')); },
    n: function () { follow('[data-next]'); }, p: function () { follow('[data-print-page], [data-print]'); }
  };

  function typing(target) {
    return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      (target.tagName === 'INPUT' && !/^(radio|checkbox|button|submit)$/.test(target.type));
  }

  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.repeat && event.key !== 'j' && event.key !== 'k') return;
    if (typing(event.target)) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    if (!document.body.classList.contains('staff') || document.querySelector('dialog[open]') || !Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    KEYS[event.key]();
  });

  // The row a person tabs or clicks into is the row j and k go on from.
  document.addEventListener('focusin', function (event) {
    var row = event.target.closest('[data-queue] tbody tr');
    if (!row) return;
    rows().forEach(function (other) { delete other.dataset.at; });
    row.dataset.at = '1';
  });

  document.addEventListener('click', function (event) {
    var button = event.target.closest('[data-phrase]');
    if (!button) return;
    var field = document.getElementById(button.dataset.phrase);
    field.focus();
    field.setRangeText(button.textContent, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });

  // A suggestion fills the choice of each form that has one; without this the page comes again with it.
  document.addEventListener('click', function (event) {
    var link = event.target.closest('[data-pick]');
    if (!link) return;
    event.preventDefault();
    document.querySelectorAll('#actions select[name=' + link.dataset.pick + ']').forEach(function (select, i) {
      if (!/\/(accept|assign)$/.test(select.form.action)) return;
      select.value = link.dataset.value;
      select.closest('details').open = true;
      if (i === 0) select.focus();
    });
  });

  // Several cases at once: all of the page with one press, and how many are ticked.
  function picks() {
    return Array.prototype.slice.call(document.querySelectorAll('input[name^=pick_][type=checkbox]'));
  }

  function countPicks() {
    var n = picks().filter(function (box) { return box.checked; }).length;
    document.querySelector('[data-pick-count]').textContent = n ? '已勾选 ' + n + ' 件' : '还没有勾选';
    document.querySelector('[data-pick-all]').textContent = n && n === picks().length ? '取消全选' : '全选本页';
  }

  function togglePick() {
    var box = document.querySelector('tr[data-at] input[name^=pick_]');
    if (box) box.click();
  }

  if (picks().length) {
    document.querySelector('[data-picks]').hidden = false;
    document.querySelector('[data-pick-all]').addEventListener('click', function () {
      var all = picks();
      var on = !all.every(function (box) { return box.checked; });
      all.forEach(function (box) { box.checked = on; });
      countPicks();
    });
    document.addEventListener('change', function (event) { if (picks().indexOf(event.target) >= 0) countPicks(); });
    countPicks();
  }

  // A text that is being written is saved two seconds after the last key, and says so.
  var SAVE_AFTER = 2000;
  var SAVE_FAULTS = {
    401: '登录已经过期，没有保存。请点“保存草稿”重新登录，填写的内容不会丢失。',
    403: '这个页面打开太久了，没有自动保存。请点“保存草稿”。',
    409: '这一件现在不由您答复，没有保存。需要的话，请先复制填写的内容。',
    422: '答复太长了，没有保存，请精简。',
    other: '没有保存成功，继续填写时会再试。'
  };

  // Beside the field where the server says it, instead of what was said there before.
  function tellBeside(field, words) {
    var box = field.closest('.field');
    var hint = document.getElementById(field.id + '-hint');
    var icon = document.querySelector('svg.icon');
    var line = document.createElement('p');
    Array.prototype.forEach.call(box.querySelectorAll('.error'), function (old) { old.remove(); });
    line.className = 'error';
    line.id = field.id + '-error';
    if (icon) line.appendChild(icon.cloneNode(true)).firstElementChild.setAttribute('href', '/static/icons.svg#warn');
    line.append(words);
    hint.after(line);
    box.classList.add('field-bad');
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-describedby', hint.id + ' ' + line.id);
    field.focus({ preventScroll: true });
    line.scrollIntoView({ block: 'center' });
  }

  function autosave(form) {
    var note = form.querySelector('[data-saved]');
    var timer;
    var request;

    function fields() {
      return Array.prototype.filter.call(form.elements, function (field) {
        return field.name && field.type !== 'submit' && field.type !== 'file' && (field.type !== 'checkbox' || field.checked);
      });
    }

    function stop() {
      clearTimeout(timer);
      if (request) request.abort();
    }

    function save() {
      var sent = fields().map(function (field) { return [field, field.value]; });
      var body = new URLSearchParams(sent.map(function (pair) { return [pair[0].name, pair[1]]; }));
      stop();
      request = new AbortController();
      fetch(form.dataset.autosave, {
        method: 'POST', body: body, credentials: 'same-origin', signal: request.signal, headers: { Accept: 'application/json' }
      }).then(function (reply) {
        return reply.ok ? reply.json() : { fault: SAVE_FAULTS[reply.status] || SAVE_FAULTS.other };
      }).then(function (page) {
        if (page.fault) {
          note.textContent = page.fault;
          return;
        }
        sent.forEach(function (pair) { if (pair[0].type !== 'hidden') pair[0].defaultValue = pair[1]; });
        note.textContent = page.saved_clock ? '已自动保存 ' + page.saved_clock : '';
      }).catch(function (fault) {
        if (fault.name !== 'AbortError') note.textContent = SAVE_FAULTS.other;
      });
    }

    form.addEventListener('input', function () {
      clearTimeout(timer);
      timer = setTimeout(save, SAVE_AFTER);
    });
    form.addEventListener('submit', stop);

    // Photos and files go in as soon as they are chosen; the buttons are for who has no scripts.
    Array.prototype.forEach.call(form.querySelectorAll('[data-enclose]'), function (enclose) {
      var picker = enclose.closest('.field').querySelector('input[type=file]');
      enclose.hidden = true;
      picker.addEventListener('change', function () {
        // The server doesn't read a form that is far too large, so that it couldn't give back what is written.
        var large = Array.prototype.some.call(picker.files, function (file) {
          return file.size > picker.dataset.most * 1048576;
        });
        if (!large) return picker.files.length && form.requestSubmit(enclose);
        picker.value = '';
        tellBeside(picker, '文件太大，没有添加，每个最多 ' + picker.dataset.most + ' MB');
      });
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll('form[data-autosave]'), autosave);

  // What came since the page was opened, in the title and beside the menu's 待办; asked once a minute while the page is seen.
  var BADGE_EVERY = 60000;
  var seen = null;
  var title = document.title;

  function showBadge(badge) {
    var total = badge.waiting + badge.mentions;
    var home = document.querySelector('.top-nav a[href="/staff"]');
    if (seen === null) seen = total;
    var fresh = Math.max(total - seen, 0);
    document.title = fresh ? '（' + fresh + ' 件新）' + title : title;
    if (home) home.textContent = '待办' + (total ? ' ' + total : '');
  }

  function askBadge() {
    if (document.hidden) return;
    fetch('/staff/badge.json', { credentials: 'same-origin' }).then(function (reply) {
      return reply.ok ? reply.json() : null;
    }).then(function (badge) { if (badge) showBadge(badge); }).catch(function () {});
  }

  if (document.body.classList.contains('staff')) {
    askBadge();
    setInterval(askBadge, BADGE_EVERY);
    document.addEventListener('visibilitychange', askBadge);
  }

  // Leaving with text that was not sent asks first.
  function changed(form) {
    return !form.dataset.sent && Array.prototype.some.call(form.querySelectorAll('textarea, input[type=text]'),
      function (field) { return field.value !== field.defaultValue; });
  }

  window.addEventListener('beforeunload', function (event) {
    if (!Array.prototype.some.call(document.querySelectorAll('form[data-unsaved]'), changed)) return;
    event.preventDefault();
    event.returnValue = '';
  });
}());
