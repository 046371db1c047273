/*
 * What must be known before the first paint, loaded in the head without defer: that there are scripts, and
 * large print.  Pages may come from a shared cache, so the cookie decides here as well as on the server.
 */
(function () {
  'use strict';
  var root = document.documentElement;
  var choice = /(?:^|; *)wz_elder=([01])/.exec(document.cookie);
  root.classList.add('js');
  if (choice) root.classList.toggle('elder', choice[1] === '1');
}());
