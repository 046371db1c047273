/*
 * The editor of published information: what is pasted from Word or a web page becomes CommonMark, and the draft
 * is shown as it would read.  The preview is rendered by the server, which saves nothing of it.
 */
import { markdownOf } from '/static/paste.js';

const PREVIEW_AFTER = 600; // ms after the last key

function insert(field, text) {
  field.focus();
  // The browser's own command keeps the undo of the field.
  if (document.execCommand('insertText', false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

function takePaste(event) {
  const html = event.clipboardData && event.clipboardData.getData('text/html');
  const text = html ? markdownOf(html) : '';
  if (!text) return;
  event.preventDefault();
  insert(event.target, text);
}

function livePreview(form, pane) {
  let timer;
  let request;

  async function show() {
    const body = new URLSearchParams(new FormData(form));
    if (request) request.abort();
    request = new AbortController();
    body.set('preview', '1');
    try {
      const reply = await fetch(form.action, { method: 'POST', body, credentials: 'same-origin', signal: request.signal,
        headers: { Accept: 'application/json' } });
      if (!reply.ok) return;
      const { preview } = await reply.json();
      pane.querySelector('[data-title]').textContent = preview.title;
      pane.querySelector('[data-html]').innerHTML = preview.html;
    } catch (fault) {
      if (fault.name !== 'AbortError') throw fault;
    }
  }

  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(show, PREVIEW_AFTER);
  });
  form.querySelector('[name=preview]').addEventListener('click', async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    await show();
    pane.scrollIntoView();
    pane.focus({ preventScroll: true });
  });
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    if (request) request.abort();
  });
  if (form.elements.body.value && !pane.querySelector('[data-html]').innerHTML) show();
}

for (const form of document.querySelectorAll('form[data-live]')) {
  form.elements.body.addEventListener('paste', takePaste);
  livePreview(form, document.getElementById('preview'));
}
