/* 扫楼 without a network. A list of doors lies in this phone's own storage for at most a day: room numbers and what
   was written down, never who lives there. It is sent later, each visit under a key that the database knows once. */
(function () {
  'use strict';
  var d = document, KEY = /^doors:\d+$/, LOST = 'doors-lost';
  function one(s, e) { return (e || d).querySelector(s); }
  function all(s, e) { return [].slice.call((e || d).querySelectorAll(s)); }
  function words(x, name, values) {
    return (x.getAttribute('data-' + name) || '').replace(/\{(\w+)\}/g, function (m, k) { return k in (values || {}) ? values[k] : m; });
  }
  function read(id) { try { return JSON.parse(localStorage.getItem('doors:' + id)); } catch (e) { return null; } }
  function write(list) { try { localStorage.setItem('doors:' + list.id, JSON.stringify(list)); return true; } catch (e) { return false; } }
  function wipe(id) { try { localStorage.removeItem('doors:' + id); } catch (e) { /* nothing kept */ } }
  function unsent(list) { return list.visits.filter(function (v) { return !v.sent; }); }
  function two(n) { return (n < 10 ? '0' : '') + n; }
  function shown(ms) { var t = new Date(ms); return two(t.getMonth() + 1) + '-' + two(t.getDate()) + ' ' + two(t.getHours()) + ':' + two(t.getMinutes()); }
  function lists() {
    var found = [];
    try { found = Object.keys(localStorage).filter(function (k) { return KEY.test(k); }).map(function (k) { return read(k.slice(6)); }).filter(Boolean); } catch (e) { /* private mode */ }
    return found.sort(function (a, b) { return a.id - b.id; });
  }

  /* After a day a list goes; how many visits were lost with it is said, and nothing else is kept. */
  function forget() {
    lists().forEach(function (list) {
      if (Date.now() < list.ends) return;
      var lost = unsent(list).length + (+localStorage.getItem(LOST) || 0);
      wipe(list.id);
      if (lost) localStorage.setItem(LOST, lost);
    });
  }
  forget(); setInterval(forget, 60000);

  /* On the desk: put the list into the phone, with the page that opens without a network. */
  function keepPage(url) {
    if (!('caches' in window) || !navigator.serviceWorker) return Promise.reject(new Error('no worker'));
    return navigator.serviceWorker.ready.then(function () { return fetch(url, { credentials: 'omit' }); }).then(function (page) {
      return Promise.all([page.clone().text(), caches.open('pages-1'), caches.open('files-1')]).then(function (got) {
        var files = (got[0].match(/[^"]*\/static\/[^"]*\.(css|js|svg)\?[^"]*/g) || []).map(function (f) { return new URL(f.replace(/&amp;/g, '&'), location.href).href; });
        return Promise.all([got[1].put(new URL(url, location.href).href, page), got[2].addAll(files)]);
      });
    });
  }
  all('[data-doors-take]').forEach(function (box) {
    var list = JSON.parse(box.getAttribute('data-doors-take')), button = one('button', box), say = one('[data-say]', box), go = one('[data-go]', box);
    var held = read(list.id);
    box.hidden = false;
    if (held) go.hidden = false;
    button.addEventListener('click', function () {
      var before = read(list.id);
      list.visits = before ? before.visits : [];
      if (!write(list)) { say.textContent = words(box, 'full'); return; }
      go.hidden = false;
      keepPage(go.href).then(function () { say.textContent = words(box, 'ready'); }, function () { say.textContent = words(box, 'open'); });
    });
  });
  /* Handing over and giving back: what is not sent holds it up, then the phone forgets the list. */
  d.addEventListener('submit', function (e) {   /* on the document: before app.js marks the form as sent */
    var form = e.target, list = form.hasAttribute('data-doors-end') && read(form.getAttribute('data-doors-end'));
    if (!list) return;
    if (unsent(list).length) {
      e.preventDefault(); e.stopPropagation();
      one('[data-say]', form).textContent = words(form, 'unsent', { count: unsent(list).length });
    } else if (!form.elements.to || form.elements.to.value) wipe(list.id);
  }, true);

  /* The page for the doors. */
  var shell = one('[data-doors-shell]');
  if (!shell) return;
  var open = null;   /* the door whose form is shown */

  function token() { var n = new Uint8Array(16); crypto.getRandomValues(n); return [].map.call(n, function (b) { return (b < 16 ? '0' : '') + b.toString(16); }).join(''); }

  function send(list, say) {
    var rows = unsent(list).slice(0, 200);
    if (!rows.length) return;
    if (navigator.onLine === false) { say.textContent = words(shell, 'no-net'); return; }
    say.textContent = words(shell, 'sending');
    fetch(list.page, { credentials: 'same-origin' }).then(function (answer) {
      if (answer.redirected) throw new Error('sign-in');
      return answer.text();
    }).then(function (text) {
      var field = new DOMParser().parseFromString(text, 'text/html').querySelector('input[name=csrf_token]');
      if (!field) throw new Error('sign-in');
      var body = new URLSearchParams();
      body.append('csrf_token', field.value);
      body.append('visits', JSON.stringify(rows.map(function (v) { return { once: v.once, part: v.part, outcome: v.outcome, note: v.note, at: v.at }; })));
      return fetch(list.send, { method: 'POST', credentials: 'same-origin', body: body });
    }).then(function (answer) {
      return answer.json();
    }).then(function (said) {
      if (!said.kept) { say.textContent = said.refused || words(shell, 'failed'); return; }
      var now = read(list.id) || list;   /* written down while it was under way */
      now.visits.forEach(function (v) { if (said.kept.indexOf(v.once) >= 0) v.sent = Date.now(); });
      write(now);
      draw(list.id, unsent(now).length ? '' : words(shell, 'all-sent'));
    }).catch(function (why) {
      say.textContent = words(shell, why.message === 'sign-in' ? 'sign-in' : 'failed');
    });
  }

  /* The grid of the desk: a table an entrance, a line a floor. */
  var marks = JSON.parse(shell.getAttribute('data-marks'));
  function rooms(list, box) {
    var table, row, entrance, floor;
    list.doors.forEach(function (each) {
      if (!table || each[1] !== entrance) {
        table = d.createElement('table'); table.className = 'unit'; table.createCaption().textContent = entrance = each[1];
        floor = null; box.appendChild(table);
      }
      if (floor === null || each[2] !== floor) {
        row = table.insertRow(); floor = each[2];
        var head = d.createElement('th'); head.scope = 'row'; head.textContent = floor; row.appendChild(head);
      }
      row.insertCell().appendChild(cell(list, each));
    });
  }
  function cell(list, each) {
    var last = list.visits.filter(function (v) { return v.part === each[0]; }).pop(), b = d.createElement('button');
    b.type = 'button'; b.className = 'cell' + (last ? ' ' + marks[last.outcome][0] : '');
    b.textContent = last ? marks[last.outcome][1] + (last.sent ? '' : '…') : each[3];
    b.setAttribute('aria-label', each[1] + each[3] + '，' + (last ? outcome(last.outcome) + (last.sent ? '' : '，' + words(shell, 'not-sent')) : words(shell, 'todo')));
    b.addEventListener('click', function () { open = [list.id, each]; draw(); });
    return b;
  }
  function outcome(key) { var label = d.getElementById('doors-form').content.querySelector('label[for="o-' + key + '"]'); return label ? label.textContent : key; }

  function form(list, each) {
    var made = d.getElementById('doors-form').content.cloneNode(true), x = one('section', made), error = one('[data-error]', made);
    one('[data-room]', made).textContent = each[1] + ' ' + each[3];
    one('[data-keep]', made).addEventListener('click', function () {
      var picked = one('input[name=outcome]:checked', x);
      if (!picked) { error.textContent = words(shell, 'choose'); error.hidden = false; return; }
      var now = read(list.id);
      if (!now) { open = null; draw(); return; }
      now.visits.push({ once: token(), part: each[0], outcome: picked.value, note: one('#note', x).value.trim(), at: Date.now(), sent: 0 });
      if (!write(now)) { error.textContent = words(shell, 'full'); error.hidden = false; return; }
      open = null; draw(list.id, words(shell, 'kept'));
    });
    one('[data-back]', made).addEventListener('click', function () { open = null; draw(); });
    shell.appendChild(made);
    one('[data-room]', shell).focus();
  }

  function draw(id, note) {
    var lost = +localStorage.getItem(LOST) || 0, held;
    forget(); held = lists(); shell.textContent = '';
    lost = +localStorage.getItem(LOST) || lost;
    if (lost) { add(words(shell, 'lost', { count: lost })); localStorage.removeItem(LOST); }
    if (!held.length) { open = null; add(words(shell, 'none')); return; }
    if (open) {
      var list = read(open[0]);
      if (list) { form(list, open[1]); return; }
      open = null;
    }
    held.forEach(function (each) {
      var made = d.getElementById('doors-list').content.cloneNode(true), wait = unsent(each).length, sent = each.visits.length - wait;
      var say = one('[data-say]', made), button = one('[data-send]', made);
      one('[data-title]', made).textContent = each.title;
      one('[data-until]', made).textContent = words(shell, 'until', { at: shown(each.ends) });
      one('[data-waiting]', made).textContent = wait ? words(shell, 'waiting', { count: wait }) : '';
      one('[data-sent]', made).textContent = sent ? ' ' + words(shell, 'sent', { count: sent }) : '';
      button.hidden = !wait;
      button.addEventListener('click', function () { send(each, say); });
      if (each.id === id && note) say.textContent = note;
      rooms(each, one('[data-rooms]', made));
      shell.appendChild(made);
    });
  }
  function add(text) { var p = d.createElement('p'); p.className = 'note'; p.textContent = text; shell.appendChild(p); }
  draw();
  setInterval(function () { if (!open) { var before = lists().length; forget(); if (lists().length !== before) draw(); } }, 60000);
})();
