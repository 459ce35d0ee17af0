/* A name drawn with a finger: <div data-sign> with a canvas, the hidden field that takes the picture, and a
   button that wipes. Without the script the photo field beside it does the same. */
(function () {
  'use strict';
  var box = document.querySelector('[data-sign]');
  if (!box) return;
  var canvas = box.querySelector('canvas'), field = document.querySelector('input[name="drawn"]');
  var wipe = box.querySelector('button'), pen = canvas.getContext('2d'), drawing = false, drawn = false;
  box.hidden = false;

  function fit() {
    var scale = Math.min(2, window.devicePixelRatio || 1);
    canvas.width = canvas.clientWidth * scale; canvas.height = canvas.clientHeight * scale;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.fillStyle = '#fff'; pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 3; pen.lineCap = pen.lineJoin = 'round'; pen.strokeStyle = '#111';
    drawn = false; field.value = '';
  }
  function at(e) {
    var r = canvas.getBoundingClientRect();
    return [e.clientX - r.left, e.clientY - r.top];
  }
  function start(e) {
    drawing = true; e.preventDefault();
    var p = at(e);
    pen.beginPath(); pen.moveTo(p[0], p[1]); pen.lineTo(p[0] + 0.1, p[1]); pen.stroke();
    if (canvas.setPointerCapture && e.pointerId !== undefined) canvas.setPointerCapture(e.pointerId);
  }
  function move(e) {
    if (!drawing) return;
    e.preventDefault();
    var p = at(e);
    pen.lineTo(p[0], p[1]); pen.stroke(); drawn = true;
  }
  function stop() {
    if (!drawing) return;
    drawing = false;
    if (drawn) field.value = canvas.toDataURL('image/png');
  }
  canvas.addEventListener('pointerdown', start);
  canvas.addEventListener('pointermove', move);
  ['pointerup', 'pointercancel'].forEach(function (name) { canvas.addEventListener(name, stop); });
  wipe.addEventListener('click', fit);
  fit();
})();
