/*
 * What must be known before the first paint, loaded in the head without defer: that there are scripts, large
 * print (pages may come from a shared cache, so the cookie decides here as well as on the server), and whether
 * the browser has a voice.  Later, that the other scripts ran, or didn't come: nothing waits for them then.
 */
(function () {
  'use strict';
  var root = document.documentElement;
  var choice = /(?:^|; *)wz_elder=([01])/.exec(document.cookie);
  root.classList.add('js');
  root.classList.toggle('voice', Boolean(window.speechSynthesis && window.SpeechSynthesisUtterance));
  if (choice) root.classList.toggle('elder', choice[1] === '1');
  document.addEventListener('DOMContentLoaded', function () { root.classList.add('ready'); });
}());
