/*
 * The proof-of-work widget of the public forms: its parts from npm, with the one algorithm that the server asks for.  The
 * worker is a file of its own, as the page's content policy wants.
 */
import '/static/vendor/altcha.js';
import '/static/vendor/altcha-zh.js';

globalThis.$altcha.algorithms.set('PBKDF2/SHA-256', () => new Worker('/static/vendor/altcha-pbkdf2.js'));
