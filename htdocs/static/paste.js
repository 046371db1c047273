/*
 * HTML as Word and browsers put it on the clipboard, as CommonMark: headings, paragraphs, lists, bold, links and
 * tables; colours, fonts, images and everything else is left out.  DOMParser runs no script and loads nothing.
 */
const SKIPPED = /^(STYLE|SCRIPT|HEAD|META|LINK|TITLE|XML|TEMPLATE|OBJECT|IFRAME|IMG|SVG)$/;
const BLOCK = /^(P|DIV|H[1-6]|UL|OL|LI|TABLE|BLOCKQUOTE|PRE|HR|SECTION|ARTICLE|BODY|CENTER|DL|DT|DD)$/;
const WIDE = '\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f';
const BETWEEN_WIDE = new RegExp(`([${WIDE}])[ \\t]*[\\r\\n]+[ \\t]*(?=[${WIDE}])`, 'g');
// How Word marks items with bullets: letters of its symbol fonts.
const BULLET = /^[·•●○■□◆◇▪§Øüvnlo\u2013\u2014-]$/u;
const NUMBER = /^(\d{1,9})[.)]$/;

const styleOf = (node) => (node.getAttribute && node.getAttribute('data-style')) || '';
const listOf = (node) => /mso-list:\s*l\d+\s+level(\d)/i.exec(styleOf(node));

// What CommonMark would read as marks stays what it is: text.
const escaped = (text) => text.replace(/[\\`*_[\]<]/g, '\\$&').replace(/&(?=#?\w+;)/g, '\\&');
const atStart = (line) => line.replace(/^(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|~{3,}|={3,}|-{3,})/, '\\$1')
  .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2');

// Punctuation stands outside the asterisks: between it and a letter they wouldn't count as emphasis.
function bold(text) {
  if (text.includes('](')) return `**${text.trim()}**`;
  const [, before, inner, after] = /^([\s\p{P}\p{S}]*)([^]*?)([\s\p{P}\p{S}]*)$/u.exec(text);
  return inner ? `${before}**${inner}**${after}` : text;
}

function link(node, text) {
  const href = (node.getAttribute('href') || '').trim();
  if (!text.trim() || !/^(https?:\/\/|mailto:|\/(?!\/))/i.test(href)) return text;
  return `[${text.trim()}](${href.replace(/[\s<>()\\]/g, encodeURIComponent).replace(/\(/g, '%28').replace(/\)/g, '%29')})`;
}

function isBold(node) {
  const weight = /font-weight:\s*(\w+)/i.exec(styleOf(node));
  if (weight) return weight[1] === 'bold' || Number(weight[1]) >= 600;
  return /^(B|STRONG)$/.test(node.tagName);
}

// The text of a node in one line; a line break within is a hard one.
function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    return escaped(node.nodeValue.replace(BETWEEN_WIDE, '$1').replace(/[ \t\r\n\u00a0]+/g, ' '));
  }
  if (node.nodeType !== Node.ELEMENT_NODE || SKIPPED.test(node.tagName) || /mso-list:\s*Ignore/i.test(styleOf(node))) return '';
  if (node.tagName === 'BR') return '\\\n';
  const text = Array.from(node.childNodes, inline).join('');
  if (node.tagName === 'A') return link(node, text);
  return isBold(node) ? bold(text) : text;
}

const tidy = (text) => text.replace(/(\\\n\s*)+$/, '').replace(/ {2,}/g, ' ').trim().replace(/^(\\\n\s*)+/, '')
  .split('\n').map((line) => atStart(line.trim())).join('\n').replace(/\*\*\*\*/g, '');

function table(node) {
  const rows = Array.from(node.rows, (row) => Array.from(row.cells).flatMap((cell) =>
    [tidy(inline(cell)).replace(/\\?\n/g, ' ').replace(/\|/g, '\\|'), ...Array(Math.max(cell.colSpan - 1, 0)).fill('')]));
  const width = Math.max(0, ...rows.map((row) => row.length));
  const line = (cells) => `| ${Array.from({ length: width }, (_, i) => cells[i] || '').join(' | ')} |`;
  if (!width) return '';
  return [line(rows[0]), `|${' --- |'.repeat(width)}`, ...rows.slice(1).map(line)].join('\n');
}

// An item of a list of Word's: a paragraph whose mark is text that the browser shows.
function wordItem(node) {
  const ignored = Array.from(node.querySelectorAll('span')).find((span) => /mso-list:\s*Ignore/i.test(styleOf(span)));
  const mark = ignored ? ignored.textContent.replace(/[\s\u00a0]/g, '') : '';
  const text = tidy(inline(node));
  const indent = '   '.repeat(Number(listOf(node)[1]) - 1);
  if (BULLET.test(mark)) return { item: true, text: `${indent}- ${text}` };
  if (NUMBER.test(mark)) return { item: true, text: `${indent}${NUMBER.exec(mark)[1]}. ${text}` };
  return { text: mark + text };
}

function list(node, depth) {
  const start = Number(node.getAttribute('start')) || 1;
  const items = Array.from(node.children).filter((item) => /^(LI|UL|OL)$/.test(item.tagName));
  return items.map((item, i) => {
    if (item.tagName !== 'LI') return list(item, depth + 1);
    const mark = node.tagName === 'OL' ? `${start + i}. ` : '- ';
    const text = blocks(item, depth + 1).map((block) => block.text).join('\n');
    return mark + text.replace(/\n(?=.)/g, `\n${' '.repeat(mark.length)}`);
  }).join('\n');
}

// The blocks in a node, in order: {text, item: whether it is an item that stands close to the one before}.
function blocks(node, depth) {
  const out = [];
  let run = '';
  const add = (text, item = false) => { if (text) out.push({ text, item }); };
  const flush = () => { add(tidy(run)); run = ''; };

  for (const child of node.childNodes) {
    const { tagName = '' } = child;
    if (!BLOCK.test(tagName)) {
      // An inline element around blocks, as browsers put it around a whole selection.
      if (tagName && !SKIPPED.test(tagName) && child.querySelector('p,div,h1,h2,h3,h4,h5,h6,ul,ol,table')) {
        flush();
        out.push(...blocks(child, depth));
      } else run += inline(child);
      continue;
    }
    flush();
    if (/^H[1-6]$/.test(tagName)) {
      const text = tidy(inline(child)).replace(/\*\*|\\?\n/g, ' ').trim();
      add(text && `${'#'.repeat(Number(tagName[1]))} ${text}`);
    } else if (tagName === 'UL' || tagName === 'OL') add(list(child, depth));
    else if (tagName === 'TABLE') add(table(child));
    else if (tagName === 'HR') add('---');
    else if (tagName === 'BLOCKQUOTE') add(blocks(child, depth).map((b) => b.text).join('\n\n').replace(/^/gm, '> ').replace(/^> $/gm, '>'));
    else if (listOf(child)) {
      const { item, text } = wordItem(child);
      add(text, item);
    } else out.push(...blocks(child, depth));
  }
  flush();
  return out;
}

// The page's policy forbids inline styles, in a parsed document too; what they say is read as data.
const withoutStyles = (html) => html.replace(/<style\b[^]*?<\/style>/gi, '')
  .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, ' data-style='));

/** The clipboard's HTML as CommonMark; empty when nothing of it is text. */
export function markdownOf(html) {
  const found = blocks(new DOMParser().parseFromString(withoutStyles(html), 'text/html').body, 0);
  return found.map(({ text, item }, i) => (i === 0 ? '' : item && found[i - 1].item ? '\n' : '\n\n') + text).join('');
}
