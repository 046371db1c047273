/*
 * Elder mode asks one question a page: the parts of a long form one after the other, with buttons back and on, and at
 * the end all that was written.  It is the same form: elder mode off, or without this script, it stands there whole.
 */
(function () {
  'use strict';
  var wz = window.wz;
  var root = document.documentElement;

  function make(tag, members, parent) {
    var element = Object.assign(document.createElement(tag), members);
    if (parent) parent.appendChild(element);
    return element;
  }

  function label(part) {
    var first = part.querySelector('legend, label, .cell span').cloneNode(true);
    first.querySelectorAll('.req, .muted, small').forEach(function (mark) { mark.remove(); });
    return first.textContent.trim();
  }

  // What was written or chosen in a part, in words.
  function written(part) {
    var shots = part.querySelectorAll('.shot').length;
    var text = Array.from(part.querySelectorAll('input:not([type=hidden]):not([type=file]), textarea, select')).map(function (field) {
      if (field.type !== 'radio' && field.type !== 'checkbox') return field.value.trim();
      return field.checked ? field.parentNode.querySelector('span').firstChild.textContent.trim() : '';
    }).filter(Boolean).join('，');
    return shots ? shots + ' 张' : text || (part.querySelector('[type=checkbox]') ? '没有勾选' : '没有填写');
  }

  function pace(form) {
    var parts = Array.from(form.children).filter(function (part) { return part.matches('.field, .cells'); });
    var last = Array.from(form.children).filter(function (part) {
      return part.matches('.privacy, .challenge, .form-actions');
    });
    var bar = make('div', { className: 'pace' });
    var head = make('h2', { className: 'card-title', tabIndex: -1 });
    var list = make('dl', {}, bar);
    var back = make('button', { type: 'button', className: 'btn btn-plain btn-block', textContent: '上一步' });
    var on = make('button', { type: 'button', className: 'btn btn-primary btn-block', textContent: '下一步' }, bar);
    // What was already asked, beside the text that it is like; where it came with the page, before everything.
    var already = form.querySelector('.already');
    var beside = already && already.childElementCount === 0 ? form.elements.body.closest('.field') : parts[0];
    var at = 0;
    bar.appendChild(back);

    function review() {
      list.replaceChildren();
      parts.forEach(function (part, i) {
        make('dt', { textContent: label(part) }, list);
        var said = make('dd', { textContent: written(part) + ' ' }, list);
        var change = make('button', { type: 'button', className: 'btn btn-small btn-plain', textContent: '修改' }, said);
        change.setAttribute('aria-label', '修改' + label(part));
        change.addEventListener('click', function () { forth(i); });
      });
    }

    function show() {
      var end = at === parts.length;
      parts.forEach(function (part, i) { part.classList.toggle('pace-off', i !== at); });
      last.forEach(function (part) { part.classList.toggle('pace-off', !end); });
      if (already) already.classList.toggle('pace-off', parts[at] !== beside);
      list.hidden = !end;
      on.hidden = end;
      back.hidden = at === 0;
      head.textContent = end ? '请核对，没有问题就提交' : '第 ' + (at + 1) + ' 步，共 ' + (parts.length + 1) + ' 步';
      if (end) review();
    }

    function go(place) {
      at = place;
      show();
      if (!root.classList.contains('elder')) return;
      head.focus();
      head.scrollIntoView({ block: 'center' });
    }

    // Each step is one that the phone's own "back" takes back.
    function forth(place) {
      if (root.classList.contains('elder')) history.pushState({ pace: place }, '');
      go(place);
    }

    function reveal(target) {
      var place = parts.findIndex(function (part) { return part.contains(target); });
      if (place < 0) return;
      at = place;
      show();
    }

    function next() {
      if (wz.check(form, parts[at])) forth(at + 1);
    }

    head.classList.add('pace');
    // A heading of several questions would stand alone.
    form.querySelectorAll('.form-part').forEach(function (heading) { heading.classList.add('pace-off'); });
    parts[0].before(head);
    parts[parts.length - 1].after(bar);
    on.addEventListener('click', next);
    back.addEventListener('click', function () {
      if (history.state && history.state.pace === at) history.back();
      else go(at - 1);
    });
    // To a place in the page leads a step without a state.
    window.addEventListener('popstate', function (event) {
      if (event.state && 'pace' in event.state) go(event.state.pace);
    });
    form.addEventListener('keydown', function (event) {
      if (event.key !== 'Enter' || event.isComposing || !root.classList.contains('elder') || at === parts.length) return;
      if (!event.target.matches('input:not([type=file])')) return;
      event.preventDefault();
      next();
    });
    // What is to be looked at or written in is shown before the focus goes there.
    form.addEventListener('reveal', function (event) { reveal(event.target); });
    form.addEventListener('click', function (event) {
      var link = event.target.closest('.error-summary a');
      if (link) reveal(document.getElementById(link.hash.slice(1)));
    });
    at = Math.max(0, parts.findIndex(function (part) { return part.matches('.field-bad'); }));
    history.replaceState({ pace: at }, '');
    show();
  }

  wz.each('form[data-rules]', pace);
}());
