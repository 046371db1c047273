/*
 * A photo is blurred by rectangles that are drawn over it, by mouse, finger or keys; without this script by the cells
 * of a grid.  The field "areas" says where: left.top.width.height in ten-thousandths of the photo's sides.
 */
var WHOLE = 10000;
var LEAST = 60;
// As wide as the squares are that the server leaves (fcgi/photo.c).
var PIECES = 12;
var form = document.getElementById('blur');
var field = form.elements.areas;
var grid = form.querySelector('.photo-grid');
var image = grid.querySelector('img');
var said = form.querySelector('[data-photo-said]');
var preview = form.querySelector('[data-tool=preview]');
var stage = document.createElement('div');
var canvas = stage.appendChild(document.createElement('canvas'));
var areas = [];
var before = [];
var drag = null;

function keep() {
  before.push(JSON.stringify(areas));
}

function clamp(value, least, most) {
  return Math.round(Math.max(least, Math.min(most, value)));
}

function fit(area) {
  area.width = clamp(area.width, LEAST, WHOLE);
  area.height = clamp(area.height, LEAST, WHOLE);
  area.left = clamp(area.left, 0, WHOLE - area.width);
  area.top = clamp(area.top, 0, WHOLE - area.height);
}

function paint() {
  var width = canvas.width = image.naturalWidth;
  var height = canvas.height = image.naturalHeight;
  var draw = canvas.getContext('2d');
  var piece = Math.ceil(Math.max(width, height) / PIECES);
  var small = document.createElement('canvas');
  if (!width || preview.getAttribute('aria-pressed') !== 'true') return;
  small.width = Math.ceil(width / piece);
  small.height = Math.ceil(height / piece);
  small.getContext('2d').drawImage(image, 0, 0, small.width, small.height);
  draw.imageSmoothingEnabled = false;
  draw.beginPath();
  areas.forEach(function (area) {
    draw.rect(area.left * width / WHOLE, area.top * height / WHOLE, area.width * width / WHOLE, area.height * height / WHOLE);
  });
  draw.clip();
  draw.drawImage(small, 0, 0, small.width * piece, small.height * piece);
}

function place(element, area) {
  ['left', 'top', 'width', 'height'].forEach(function (side) { element.style[side] = area[side] / 100 + '%'; });
}

function show(focus) {
  stage.querySelectorAll('.photo-area').forEach(function (element) { element.remove(); });
  areas.forEach(function (area, i) {
    var element = stage.appendChild(document.createElement('div'));
    element.className = 'photo-area';
    element.tabIndex = 0;
    element.setAttribute('role', 'button');
    element.setAttribute('aria-label', '第 ' + (i + 1) + ' 个框');
    element.setAttribute('aria-describedby', 'photo-keys');
    element.dataset.area = i;
    place(element, area);
  });
  field.value = areas.map(function (area) { return [area.left, area.top, area.width, area.height].join('.'); }).join(' ');
  paint();
  if (focus >= 0 && areas[focus]) stage.querySelectorAll('.photo-area')[focus].focus();
}

function at(event) {
  var box = stage.getBoundingClientRect();
  return { x: clamp((event.clientX - box.left) / box.width * WHOLE, 0, WHOLE), y: clamp((event.clientY - box.top) / box.height * WHOLE, 0, WHOLE) };
}

// The handle sticks out of its rectangle's corner.
function onHandle(event, element) {
  var box = element.getBoundingClientRect();
  return event.clientX > box.right - 12 && event.clientY > box.bottom - 12;
}

function begin(event) {
  var element = event.target.closest('.photo-area');
  var point = at(event);
  if (event.button) return;
  event.preventDefault();
  keep();
  if (element) {
    var was = areas[element.dataset.area];
    drag = { how: onHandle(event, element) ? 'size' : 'move', i: Number(element.dataset.area), from: point, was: Object.assign({}, was) };
  } else {
    areas.push({ left: point.x, top: point.y, width: 0, height: 0 });
    drag = { how: 'draw', i: areas.length - 1, from: point };
  }
  stage.setPointerCapture(event.pointerId);
}

function follow(event) {
  if (!drag) return;
  var point = at(event);
  var area = areas[drag.i];
  var x = point.x - drag.from.x;
  var y = point.y - drag.from.y;
  if (drag.how === 'draw') {
    Object.assign(area, { left: Math.min(point.x, drag.from.x), top: Math.min(point.y, drag.from.y), width: Math.abs(x), height: Math.abs(y) });
  } else if (drag.how === 'size') {
    Object.assign(area, { width: drag.was.width + x, height: drag.was.height + y });
    fit(area);
  } else {
    Object.assign(area, { left: drag.was.left + x, top: drag.was.top + y });
    fit(area);
  }
  show(-1);
}

function end() {
  if (!drag) return;
  var area = areas[drag.i];
  // A press that drew nothing is no rectangle.
  if (drag.how === 'draw' && (area.width < LEAST && area.height < LEAST)) {
    areas.pop();
    before.pop();
  } else {
    fit(area);
  }
  show(drag.i);
  drag = null;
}

function undo() {
  if (!before.length) return;
  areas = JSON.parse(before.pop());
  show(areas.length - 1);
  said.textContent = '已撤销一步，现在有 ' + areas.length + ' 个框';
}

var TOOLS = {
  add: function () {
    keep();
    areas.push({ left: 4000, top: 4500, width: 2000, height: 1000 });
    show(areas.length - 1);
    said.textContent = '已加第 ' + areas.length + ' 个框';
  },
  undo: undo,
  preview: function () {
    preview.setAttribute('aria-pressed', String(preview.getAttribute('aria-pressed') !== 'true'));
    paint();
  }
};

var STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
var STEP = 100;

function key(event) {
  var element = event.target.closest('.photo-area');
  var i = element ? Number(element.dataset.area) : -1;
  var step = STEPS[event.key];
  if (event.key === 'z' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return undo();
  }
  if (!element || (!step && event.key !== 'Delete' && event.key !== 'Backspace')) return;
  event.preventDefault();
  keep();
  if (!step) {
    areas.splice(i, 1);
    said.textContent = '已删除，还有 ' + areas.length + ' 个框';
    return areas.length ? show(Math.min(i, areas.length - 1)) : (show(-1), form.querySelector('[data-tool=add]').focus());
  }
  areas[i][event.shiftKey ? 'width' : 'left'] += step[0] * STEP;
  areas[i][event.shiftKey ? 'height' : 'top'] += step[1] * STEP;
  fit(areas[i]);
  show(i);
}

field.value.split(' ').forEach(function (text) {
  var parts = text.split('.').map(Number);
  if (parts.length === 4 && parts.every(Number.isFinite)) areas.push({ left: parts[0], top: parts[1], width: parts[2], height: parts[3] });
});
stage.className = 'photo-stage';
grid.querySelector('.photo-cells').remove();
grid.append(stage);
stage.addEventListener('pointerdown', begin);
stage.addEventListener('pointermove', follow);
stage.addEventListener('pointerup', end);
stage.addEventListener('pointercancel', end);
document.addEventListener('keydown', key);
form.addEventListener('click', function (event) {
  var tool = event.target.closest('[data-tool]');
  if (tool) TOOLS[tool.dataset.tool]();
});
if (image.complete) paint();
image.addEventListener('load', paint);
show(-1);
