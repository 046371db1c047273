/*
 * The text under review: what is selected is hidden by hand, and shown again by a press on it.  The field "hide" of
 * the form says where, in bytes of the text as it was typed; without this script there is a field for words.
 * The hits of masking are boxes in the text and need no script.
 */
var field = document.querySelector('#act-accept [name=hide]');
var boxes = Array.prototype.slice.call(document.querySelectorAll('[data-marks]'));
var encoder = new TextEncoder();
var places = [];
var button = document.createElement('button');

function bytes(text) {
  return encoder.encode(text).length;
}

function units(text, count) {
  return new TextDecoder().decode(encoder.encode(text).subarray(0, count)).length;
}

function read() {
  field.value.split(' ').forEach(function (line) {
    var parts = line.split('.');
    var box = boxes.find(function (one) { return one.dataset.marks === parts[0]; });
    if (!box) return;
    places.push({ box: box, from: units(box.textContent, Number(parts[1])), to: units(box.textContent, Number(parts[2])) });
  });
}

function write() {
  field.value = places.map(function (place) {
    var text = place.box.textContent;
    return [place.box.dataset.marks, bytes(text.slice(0, place.from)), bytes(text.slice(0, place.to))].join('.');
  }).join(' ');
}

function mark(place, text) {
  var element = document.createElement('mark');
  element.className = 'by-hand';
  element.tabIndex = 0;
  element.setAttribute('role', 'button');
  element.title = '公开时隐去。点一下恢复显示';
  element.place = place;
  text.replaceWith(element);
  element.append(text);
}

function wrap(place) {
  var walker = document.createTreeWalker(place.box, NodeFilter.SHOW_TEXT);
  var found = [];
  var at = 0;
  while (walker.nextNode()) {
    var node = walker.currentNode;
    var from = Math.max(place.from - at, 0);
    var to = Math.min(place.to - at, node.length);
    if (from < to) found.push([node, from, to]);
    at += node.length;
  }
  found.forEach(function (part) {
    var text = part[1] > 0 ? part[0].splitText(part[1]) : part[0];
    if (text.length > part[2] - part[1]) text.splitText(part[2] - part[1]);
    mark(place, text);
  });
}

function draw() {
  boxes.forEach(function (box) {
    box.querySelectorAll('mark.by-hand').forEach(function (element) { element.replaceWith.apply(element, element.childNodes); });
    box.normalize();
  });
  places.forEach(wrap);
}

function add(box, from, to) {
  var within = places.some(function (place) { return place.box === box && place.from <= from && place.to >= to; });
  if (!within && to > from) places.push({ box: box, from: from, to: to });
}

// The same words are hidden wherever they stand; one character alone only where it was selected.
function addAll(word) {
  boxes.forEach(function (box) {
    var text = box.textContent;
    for (var at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) add(box, at, at + word.length);
  });
}

function offset(box, node, at) {
  var range = document.createRange();
  range.setStart(box, 0);
  range.setEnd(node, at);
  return range.toString().length;
}

// What of the selection lies in a text under review.
function selected() {
  var selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return [];
  var range = selection.getRangeAt(0);
  return boxes.filter(function (box) { return range.intersectsNode(box); }).map(function (box) {
    var from = box.contains(range.startContainer) ? offset(box, range.startContainer, range.startOffset) : 0;
    var to = box.contains(range.endContainer) ? offset(box, range.endContainer, range.endOffset) : box.textContent.length;
    var text = box.textContent.slice(from, to);
    return { box: box, from: from + text.length - text.trimStart().length, to: to - text.length + text.trimEnd().length };
  }).filter(function (place) { return place.to > place.from; });
}

function hide() {
  var parts = selected();
  if (!parts.length) return document.getElementById('accept-mask').focus();
  parts.forEach(function (part) {
    add(part.box, part.from, part.to);
    var word = part.box.textContent.slice(part.from, part.to);
    if (word.length > 1 && word.indexOf('\n') < 0) addAll(word);
  });
  getSelection().removeAllRanges();
  write();
  draw();
}

function show(element) {
  places.splice(places.indexOf(element.place), 1);
  write();
  draw();
}

function markOf(target) {
  return target.closest && target.closest('mark.by-hand');
}

function offer() {
  button.hidden = selected().length === 0;
  if (button.hidden) return;
  var box = getSelection().getRangeAt(0).getBoundingClientRect();
  button.style.left = Math.max(8, Math.min(box.left, innerWidth - button.offsetWidth - 8)) + scrollX + 'px';
  button.style.top = box.bottom + scrollY + 8 + 'px';
}

if (field) {
  button.type = 'button';
  button.className = 'btn btn-primary hide-selected';
  button.textContent = '隐去';
  button.hidden = true;
  document.body.append(button);
  // A press must not end the selection that it is about.
  button.addEventListener('pointerdown', function (event) { event.preventDefault(); });
  button.addEventListener('click', hide);
  document.addEventListener('selectionchange', offer);
  document.addEventListener('wz:hide', hide);
  document.addEventListener('click', function (event) {
    var element = markOf(event.target);
    // Selecting text across a hit is no press on it.
    if (!getSelection().isCollapsed && event.target.closest('[data-marks]')) event.preventDefault();
    else if (element) { event.preventDefault(); show(element); }
  });
  document.addEventListener('keydown', function (event) {
    var element = markOf(event.target);
    if (!element || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    show(element);
  });
  read();
  draw();
}
