/*
 * Reads the page aloud in elder mode: what the elements of data-aloud say, in their order.  The button is hidden where
 * the browser has no voice (early.js).
 */
(function () {
  'use strict';
  var button = document.querySelector('[data-aloud]');
  var voice = window.speechSynthesis;
  if (!button || !document.documentElement.classList.contains('voice')) return;

  // Numbers and codes are read sign by sign.
  function words(element) {
    var text = element.innerText.trim();
    return element.matches('.code') ? text.replace(/\s/g, '').split('').join(' ') : text;
  }

  // Long texts are cut off by some voices, so each sentence is one.
  function sentences() {
    return Array.from(document.querySelectorAll(button.dataset.aloud)).map(words).join('\n')
      .split(/[\n。！？；]+/).map(function (part) { return part.trim(); }).filter(Boolean);
  }

  function show(reading) {
    button.textContent = reading ? '停止朗读' : '朗读这一页';
    button.setAttribute('aria-pressed', String(reading));
  }

  function read() {
    var left = sentences();
    var count = left.length;
    left.forEach(function (text) {
      var said = new SpeechSynthesisUtterance(text);
      said.lang = 'zh-CN';
      said.rate = 0.9;
      said.onend = said.onerror = function () {
        count -= 1;
        if (count === 0) show(false);
      };
      voice.speak(said);
    });
    show(count > 0);
  }

  button.addEventListener('click', function () {
    var reading = button.getAttribute('aria-pressed') === 'true';
    voice.cancel();
    show(false);
    if (!reading) read();
  });
  window.addEventListener('pagehide', function () { voice.cancel(); });
  show(false);
  document.documentElement.classList.add('reads');
}());
