/* 家园共议: comfort only. Every page works with this file missing. Words come from data- attributes of the page,
   so that they are translated with it; hooks are data- attributes too (docs/look.md lists them). */
(function () {
  'use strict';
  var d = document, root = d.documentElement;
  function one(s, e) { return (e || d).querySelector(s); }
  function all(s, e) { return [].slice.call((e || d).querySelectorAll(s)); }
  function on(list, what, does) { list.forEach(function (x) { x.addEventListener(what, function (e) { does(x, e); }); }); }
  function said(x, name, values) {
    return (x.getAttribute('data-' + name) || '').replace(/\{(\w+)\}/g, function (m, k) { return k in values ? values[k] : m; });
  }
  function store(key, value) {
    try {
      if (value === undefined) return localStorage.getItem(key);
      if (value === null) localStorage.removeItem(key); else localStorage.setItem(key, value);
    } catch (e) { /* private mode: nothing is kept */ }
    return null;
  }
  root.classList.add('js');

  /* Text size at once; the link's own address then tells the server, which keeps it in a cookie. */
  function sized(x, e) {
    var step = x.hasAttribute('data-size-step'), now = +root.getAttribute('data-size') || 1;
    var size = step ? now % 4 + 1 : +x.getAttribute('data-size-to');
    if (!window.fetch) return;
    e.preventDefault();
    fetch(x.href.replace(/size=\d/, 'size=' + size), { credentials: 'same-origin', redirect: 'manual' });
    root.setAttribute('data-size', size);
    all('[data-size-to]').forEach(function (a) {
      if (+a.getAttribute('data-size-to') === size) a.setAttribute('aria-current', 'true'); else a.removeAttribute('aria-current');
    });
  }
  on(all('[data-size-step],[data-size-to]'), 'click', sized);

  function net() { var strip = one('[data-offline]'); if (strip) strip.hidden = navigator.onLine !== false; }
  addEventListener('online', net); addEventListener('offline', net); net();

  /* Read aloud: Android's WebView has no voice, so the button shows only where there is one or a recording. */
  all('[data-read]').forEach(function (b) {
    var voice = window.speechSynthesis, audio = b.getAttribute('data-audio'), sound;
    if (!(voice && window.SpeechSynthesisUtterance) && !audio) return;
    b.hidden = false;
    function stop() { b.setAttribute('aria-pressed', 'false'); if (sound) sound.pause(); if (voice) voice.cancel(); }
    b.addEventListener('click', function () {
      if (b.getAttribute('aria-pressed') === 'true') { stop(); return; }
      b.setAttribute('aria-pressed', 'true');
      if (audio) { sound = new Audio(audio); sound.onended = stop; sound.play(); return; }
      one(b.getAttribute('data-read')).innerText.split(/[。！？\n]+/).filter(Boolean).forEach(function (text, n, parts) {
        var u = new SpeechSynthesisUtterance(text);   /* short ones: Chrome drops what lasts longer than 15 s */
        u.lang = root.lang; u.rate = .9; if (n === parts.length - 1) u.onend = stop;
        voice.speak(u);
      });
    });
    addEventListener('pagehide', stop);
  });

  /* The error summary takes the focus, its links go on to the field. */
  var summary = one('[data-focus]');
  if (summary) summary.focus();
  on(all('.errs a'), 'click', function (a, e) {
    var field = d.getElementById(a.getAttribute('href').slice(1));
    if (field) { e.preventDefault(); field.focus(); field.scrollIntoView({ block: 'center' }); }
  });

  /* On a phone the desk's bar scrolls sideways: bring the lit entry into it. */
  var lit = one('.side [aria-current]');
  if (lit && lit.parentNode.parentNode.scrollWidth > innerWidth) lit.parentNode.parentNode.scrollLeft = lit.offsetLeft - 40;

  /* One pressing, one sending; undone when the page comes back from the browser's memory. */
  function buttons(form) { return all('button[type=submit]').filter(function (b) { return b.form === form; }); }
  on(all('form[data-once]'), 'submit', function (form, e) {
    if (form.hasAttribute('data-sent') || all('[aria-disabled=true]').some(function (b) { return b.form === form; })) { e.preventDefault(); return; }
    if (navigator.onLine === false) { e.preventDefault(); net(); scrollTo(0, 0); return; }
    form.setAttribute('data-sent', '');
    buttons(form).forEach(function (b) {
      b.setAttribute('data-words', b.textContent); b.setAttribute('aria-disabled', 'true');
      b.textContent = form.getAttribute('data-sending') || b.textContent;
    });
  });
  addEventListener('pageshow', function (e) {
    if (!e.persisted) return;
    all('form[data-sent]').forEach(function (form) { form.removeAttribute('data-sent'); });
    all('[data-words]').forEach(function (b) { b.textContent = b.getAttribute('data-words'); b.removeAttribute('aria-disabled'); b.removeAttribute('data-words'); });
  });

  /* Drafts: words survive a lost connection; the page that follows clears them. */
  all('[data-draft]').forEach(function (x) { if (!x.value) x.value = store('draft:' + x.getAttribute('data-draft')) || ''; });
  on(all('[data-draft]'), 'input', function (x) { store('draft:' + x.getAttribute('data-draft'), x.value); });
  all('[data-clear-draft]').forEach(function (x) { store('draft:' + x.getAttribute('data-clear-draft'), null); });

  /* Signing out on a phone that others use too: kept pages and drafts go; a list of doors, unless some of it is not sent. */
  on(all('form[data-wipe]'), 'submit', function () {
    try { Object.keys(localStorage).forEach(function (k) { if (/^draft:/.test(k) || (/^doors:/.test(k) && !/"sent":0/.test(store(k)))) store(k, null); }); } catch (e) { /* nothing kept */ }
    if (navigator.serviceWorker && navigator.serviceWorker.controller) navigator.serviceWorker.controller.postMessage('wipe');
  });

  /* Photos: the longer edge to 1600 px before they leave the phone, shown small, each with a way to drop it. */
  function shrink(file, edge) {
    return new Promise(function (done) {
      var im = new Image(), url = URL.createObjectURL(file);
      im.onerror = function () { done(file); };
      im.onload = function () {
        var k = Math.min(1, edge / Math.max(im.width, im.height)), c = d.createElement('canvas');
        c.width = im.width * k; c.height = im.height * k;
        c.getContext('2d').drawImage(im, 0, 0, c.width, c.height); URL.revokeObjectURL(url);
        c.toBlob(function (b) { done(b && b.size < file.size ? new File([b], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' }) : file); }, 'image/jpeg', .8);
      };
      im.src = url;
    });
  }
  function weight(n) { return n > 1048576 ? (n / 1048576).toFixed(1) + ' MB' : Math.round(n / 1024) + ' KB'; }
  all('[data-photos]').forEach(function (box) {
    var input = one('input[type=file]', box), most = +box.getAttribute('data-photos'), list = one('.ph', box), say = one('[data-said]', box), held = [];
    function put() {
      try { var t = new DataTransfer(); held.forEach(function (f) { t.items.add(f); }); input.files = t.files; return true; } catch (e) { return false; }
    }
    function show() {
      all('.shot', list).forEach(function (li) { li.remove(); });
      list.className = held.length ? 'ph' : 'ph one';
      held.forEach(function (f, n) {
        var li = d.createElement('li'), im = new Image(), b = d.createElement('button'), x = d.createElement('span');
        li.className = 'shot'; im.src = URL.createObjectURL(f); im.alt = said(box, 'shown', { number: n + 1 });
        b.type = 'button'; b.className = 'rm'; b.setAttribute('aria-label', said(box, 'remove', { number: n + 1 }));
        x.textContent = '×'; x.setAttribute('aria-hidden', 'true'); b.appendChild(x);
        b.addEventListener('click', function () { held.splice(n, 1); put(); say.textContent = ''; show(); input.focus(); });
        li.appendChild(im); li.appendChild(b); list.insertBefore(li, list.lastElementChild);
      });
      list.lastElementChild.hidden = held.length >= most;
    }
    input.addEventListener('change', function () {
      var fresh = [].slice.call(input.files), room = most - held.length, before = 0;
      Promise.all(fresh.slice(0, room).map(function (f) { before += f.size; return shrink(f, +input.getAttribute('data-shrink')); })).then(function (small) {
        var old = held, after = small.reduce(function (s, f) { return s + f.size; }, 0);
        held = held.concat(small);
        if (!put()) { held = old; return; }   /* old engines send the originals */
        say.textContent = (after < before ? said(box, 'done', { before: weight(before), after: weight(after) }) : '') + (fresh.length > room ? said(box, 'most', {}) : '');
        show();
      });
    });
  });

  /* − and + beside a number */
  on(all('[data-by]'), 'click', function (b) {
    var x = one('input', b.parentNode), low = x.min === '' ? -Infinity : +x.min, high = x.max === '' ? Infinity : +x.max;
    x.value = Math.max(low, Math.min(high, (+x.value || 0) + +b.getAttribute('data-by')));
    x.dispatchEvent(new Event('input', { bubbles: true }));
  });
  all('[data-by],[data-print],[data-copy]').forEach(function (b) { b.hidden = false; });

  /* Money is whole fen here too; `per` fen make the unit that is shown. */
  function money(fen, per) { return String(+(fen / per).toFixed(2)); }

  /* A choice under a budget: <form data-budget="fen">, <input data-cost="fen">, and the bar that says what is left. */
  all('form[data-budget]').forEach(function (form) {
    var out = one('[data-budget-out]'), limit = +form.getAttribute('data-budget'), per = +out.getAttribute('data-per'), bar = one('.v', out);
    function sum() {
      var picked = all('[data-cost]:checked', form), total = picked.reduce(function (s, x) { return s + +x.getAttribute('data-cost'); }, 0), left = limit - total, say = one('[data-said]', out);
      say.textContent = said(out, left < 0 ? 'over' : 'left', { count: picked.length, money: money(Math.abs(left), per) });
      say.className = left < 0 ? 'over' : '';
      one('[data-total]', out).textContent = money(total, per) + ' / ' + money(limit, per);
      bar.setAttribute('width', Math.min(100, total / limit * 100) + '%'); bar.setAttribute('class', left < 0 ? 'v over' : 'v');
      buttons(form).forEach(function (b) { if (left < 0) b.setAttribute('aria-disabled', 'true'); else b.removeAttribute('aria-disabled'); });
    }
    form.addEventListener('change', sum); sum();
  });

  on(all('[data-print]'), 'click', function () { print(); });
  on(all('[data-copy]'), 'click', function (b) {
    if (navigator.clipboard) navigator.clipboard.writeText(one(b.getAttribute('data-copy')).innerText).then(function () { b.textContent = b.getAttribute('data-copied'); });
  });
  addEventListener('beforeprint', function () { all('details').forEach(function (x) { x.open = true; }); });

  var worker = d.body.getAttribute('data-worker');
  if (worker && 'serviceWorker' in navigator) navigator.serviceWorker.register(worker).catch(function () {});
})();
