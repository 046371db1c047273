/*
 * The form for a question, while somebody writes: asks after a pause whether it was asked already, and shows what is most
 * like it below the text.  Without this the same is shown once, when the form is sent.
 */
const box = document.getElementById('already');
const form = box.closest('form');
const PAUSE_MS = 1200;
const LEAST = 10; // characters of title and text together
let timer;
let asked = '';
const refused = new Set(); // addresses of topics that are not meant

function written() {
  return new URLSearchParams({ form: form.elements.form.value, title: form.elements.title.value,
    body: form.elements.body.value });
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function row(topic) {
  const item = element('li');
  const link = element('a', '', topic.title);
  Object.assign(link, { href: topic.url, target: '_blank', rel: 'noopener' });
  const meta = element('p', 'meta');
  meta.append(element('span', `badge badge-${topic.badge}`, topic.state_label), ' ', element('span', '', topic.created_text));
  if (topic.supports) meta.append(' ', element('span', '', `${topic.supports} 人关心`));
  item.append(link, meta);
  if (topic.answer) item.append(element('p', 'already-answer', `答复：${topic.answer}`));
  const same = element('button', 'btn btn-plain', '就是这个问题');
  same.type = 'submit';
  same.setAttribute('form', 'already-form');
  same.setAttribute('formaction', `${topic.url}/support`);
  item.append(same);
  return item;
}

// The form that the buttons of the topics send, beside the one that is being written.
function supportForm() {
  if (document.getElementById('already-form')) return;
  const made = Object.assign(element('form'), { id: 'already-form', method: 'post' });
  for (const [name, value] of [['form', box.dataset.same], ['asked', '1']]) {
    made.append(Object.assign(element('input'), { type: 'hidden', name, value }));
  }
  form.after(made);
}

function show(topics) {
  supportForm();
  const list = element('ul');
  list.append(...topics.map(row));
  const on = element('button', 'btn btn-plain btn-block', '不是，继续填写');
  on.type = 'button';
  on.addEventListener('click', () => {
    topics.forEach((topic) => refused.add(topic.url));
    box.replaceChildren();
    window.wz.goTo(form.elements.body);
  });
  const inner = element('div', 'already-box');
  inner.append(element('h2', '', '这些问题已经有人提过'),
    element('p', 'hint', '请看是不是您要说的事。是的，不用重复提交，答复会在那个话题里公布。'), list, on);
  box.replaceChildren(...(topics.length > 0 ? [inner] : []));
}

async function ask() {
  const body = written();
  const text = body.toString();
  if (text === asked || (form.elements.title.value + form.elements.body.value).trim().length < LEAST) return;
  asked = text;
  try {
    const reply = await fetch(box.dataset.already, { method: 'POST', body, headers: { accept: 'application/json' } });
    if (!reply.ok || written().toString() !== text) return;
    show((await reply.json()).similar.filter((topic) => !refused.has(topic.url)));
    // What was shown here isn't shown again when the form is sent.
    form.elements.look.value = '';
  } catch {
    // The form works without it.
  }
}

if (box.childElementCount === 0) form.elements.body.closest('.field').after(box);
box.setAttribute('aria-live', 'polite');
form.addEventListener('input', (event) => {
  if (event.target !== form.elements.title && event.target !== form.elements.body) return;
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE_MS);
});
