/*
 * Comforts for residents' pages; every page works without them.  Loaded with defer, before the other scripts.
 */
(function () {
  'use strict';
  var root = document.documentElement;

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

  function store(run) {
    try { return run(window.localStorage); } catch (refused) { return null; }
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

  // Without a network nothing is sent: the form stays as it is.
  function waitForNetwork(event, form) {
    var note = form.querySelector('[data-offline]') || document.createElement('p');
    event.preventDefault();
    note.dataset.offline = '';
    note.className = 'notice notice-warn';
    note.setAttribute('role', 'alert');
    note.textContent = '您现在没有网络，连上后再提交，填写的内容都还在。';
    (event.submitter || form.lastElementChild).before(note);
    window.addEventListener('online', function () { note.remove(); }, { once: true });
  }

  // Whoever writes here, or comes back, keeps the page that tells that there is no network (/sw.js).
  function keepShell() {
    if (!('serviceWorker' in navigator) || !document.querySelector('link[rel=manifest]')) return;
    if (document.querySelector('[data-draft], [data-draft-done], [data-app]'))
      navigator.serviceWorker.register('/sw.js').catch(function () {});
  }

  function guardPosts() {
    document.addEventListener('submit', function (event) {
      var form = event.target;
      if (form.method !== 'post') return;
      if (form.dataset.sent) return event.preventDefault();
      // What opens in a window of its own leaves this form as it is.
      if (event.defaultPrevented || (event.submitter && event.submitter.formTarget === '_blank')) return;
      if (navigator.onLine === false) return waitForNetwork(event, form);
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

  // Whoever is told that something is wrong stands at the first field that is; without one at the sentence.
  function showFault(box) {
    var link = box.querySelector('li a');
    var place = link && document.getElementById(link.hash.slice(1));
    var field = place && (place.matches('input, select, textarea') ? place : place.querySelector('input:checked, input'));
    (field && field.offsetParent ? field : box).focus();
  }

  // To what stands in a form, which shows it first if it was out of sight.
  function goTo(element) {
    element.dispatchEvent(new CustomEvent('reveal', { bubbles: true }));
    element.focus();
  }

  // What form.js takes from here.
  window.wz = { each: each, goTo: goTo, store: store, setBusy: setBusy, length: length, readJson: readJson, copyText: copyText };

  document.addEventListener('DOMContentLoaded', function () {
    each('[data-elder]', elderToggle);
    each('[data-for]', counter);
    each('[data-draft-done]', dropDraft);
    each('form[data-token]', fetchToken);
    each('[data-support]', support);
    each('[data-copy]', copyButton);
    each('[data-share]', shareButton);
    each('[data-back]', function (button) {
      button.addEventListener('click', function () { history.back(); });
    });
    each('[data-print]', function (button) {
      button.addEventListener('click', function () { window.print(); });
    });
    each('select[data-autosubmit]', function (select) {
      select.addEventListener('change', function () { select.form.submit(); });
    });
    each('.error-summary', showFault);
    guardPosts();
  });
  window.addEventListener('load', keepShell);
}());
