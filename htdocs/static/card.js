/*
 * The receipt as one picture: number, query code, day and QR code.  WeChat saves a picture that is pressed for long, but
 * no page; so it stands in the page as an image, drawn here, where the query code is known already.
 */
(function () {
  'use strict';
  var SIDE = 720;
  var FONT = 'px system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
  var box = document.querySelector('[data-card]');

  // The QR code is a path of boxes, each "Mx yhw…": what fcgi/web/qr.c writes.
  function drawCode(brush, svg, left, top, side) {
    var modules = Number(svg.getAttribute('viewBox').split(' ')[2]);
    var dot = Math.floor(side / modules);
    var from = left + Math.floor((side - dot * modules) / 2);
    brush.fillStyle = '#000';
    svg.querySelector('path').getAttribute('d').replace(/M(\d+) (\d+)h(\d+)/g, function (all, x, y, width) {
      brush.fillRect(from + x * dot, top + y * dot, width * dot, dot);
    });
  }

  function line(brush, text, size, y, style) {
    brush.font = (style || '') + ' ' + size + FONT;
    brush.fillText(text, SIDE / 2, y, SIDE - 48);
  }

  function draw(number, code) {
    var canvas = document.createElement('canvas');
    var brush = canvas.getContext('2d');
    canvas.width = SIDE;
    canvas.height = 1000;
    brush.fillStyle = '#fff';
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.textAlign = 'center';
    brush.fillStyle = '#222';
    line(brush, box.dataset.card, 40, 76, 'bold');
    line(brush, '提交回执', 30, 126);
    line(brush, '编号', 28, 190);
    line(brush, number, 46, 244, 'bold');
    line(brush, '查询码', 28, 304);
    line(brush, code, 46, 358, 'bold');
    line(brush, '提交时间 ' + box.dataset.day, 28, 414);
    drawCode(brush, box.querySelector('svg'), 120, 440, 480);
    brush.fillStyle = '#222';
    line(brush, '用微信扫一扫，随时查询进度', 30, 962);
    return canvas.toDataURL('image/png');
  }

  function show() {
    var text = function (id) { return document.getElementById(id).textContent.replace(/\s+/g, ''); };
    var picture = new Image();
    picture.className = 'receipt-card';
    picture.alt = '回执图片：编号 ' + text('number') + '，查询码 ' + text('code') + '，下方是查询进度的二维码';
    picture.src = draw(text('number'), text('code'));
    var save = document.createElement('a');
    save.className = 'btn btn-plain';
    save.href = picture.src;
    save.download = text('number') + '.png';
    save.textContent = '保存图片';
    box.querySelector('svg').replaceWith(picture);
    box.querySelector('p').textContent = '长按图片保存；用微信扫图中的二维码，随时查询进度';
    // WeChat downloads nothing; there the picture is pressed.
    if (!/MicroMessenger/.test(navigator.userAgent)) box.append(save);
  }

  show();
}());
