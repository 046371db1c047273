/*
 * What the server would refuse is said before anything is sent, in its own words (data-rules, which form_rules in
 * fcgi/web/form.c writes).  It is never stricter than the server, which stays the judge.  Loaded with defer between
 * site.js and form.js, whose listeners come after.
 */
(function () {
  'use strict';
  var wz = window.wz;

  // What copying from an address book puts round a number, and nobody sees: text_fold and text_plain drop it.
  function visible(typed) {
    return typed.replace(/[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/g, '');
  }

  function isPhone(typed) {
    var digits = typed.normalize('NFKC').replace(/[-\s()\u2010-\u2015\u2212\u30fc]/g, '');
    digits = digits.replace(/^\+86/, '').replace(/^86(?=\d{11}$)/, '');
    return /^(1[3-9]\d{9}|0[12]\d[1-9]\d{6,7}|0[3-9]\d\d[1-9]\d{6,7})$/.test(digits);
  }

  function wrong(rule, typed) {
    var text = (rule.phone ? visible(typed) : typed).trim();
    var n = wz.length(text);
    if (!text) return rule.need || '';
    if (rule.phone && !isPhone(text)) return rule.phone;
    if (n < rule.min) return rule.short.replace('#', n);
    return wz.length(text.replace(/\s+/g, ' ')) > rule.max ? rule.long.replace('#', n) : '';
  }

  function line(error, id) {
    var icon = document.querySelector('.privacy .icon');
    var words = document.createElement('p');
    words.className = 'error';
    words.id = id;
    if (icon) {
      icon = words.appendChild(icon.cloneNode(true)).firstElementChild;
      icon.setAttribute('href', icon.getAttribute('href').replace(/#.*/, '#warn'));
    }
    words.append(error);
    return words;
  }

  // Beside the field as the server puts it: under the label and its hint.
  function mark(name, control, error) {
    var box = control.closest('.field');
    var group = control.type === 'radio';
    var field = group ? box : control;
    var id = name + '-error';
    var old = document.getElementById(id);
    var hint = document.getElementById(name + '-hint');
    var described = [hint && hint.id, error && id].filter(Boolean).join(' ');
    if (old) old.remove();
    box.classList.toggle('field-bad', !!error);
    if (error && !group) control.setAttribute('aria-invalid', 'true');
    else control.removeAttribute('aria-invalid');
    if (described) field.setAttribute('aria-describedby', described);
    else field.removeAttribute('aria-describedby');
    if (error) (hint || box.querySelector('legend, label')).after(line(error, id));
  }

  // Marks what is wrong among the form's fields within part, and goes to the first; true when nothing is.
  function check(form, part) {
    var rules = JSON.parse(form.dataset.rules);
    var first = null;
    Object.keys(rules).forEach(function (name) {
      var controls = Array.from(part.querySelectorAll('[name="' + name + '"]'));
      var one = controls.find(function (control) { return control.type !== 'radio' || control.checked; });
      var error;
      if (!controls.length || !controls[0].closest('.field')) return;
      error = wrong(rules[name], one ? one.value : '');
      if (error || document.getElementById(name + '-error')) mark(name, controls[0], error);
      if (error && !first) first = controls[0];
    });
    if (!first) return true;
    wz.goTo(first);
    return false;
  }

  wz.check = check;
  wz.each('form[data-rules]', function (form) {
    form.addEventListener('submit', function (event) {
      if (form.dataset.ready || form.dataset.sent || check(form, form)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    });
  });
}());
