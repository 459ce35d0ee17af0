/* Keeps public pages readable without a network. It is served from the root, so that its scope is the portal.
   It never keeps a ballot, a receipt, what belongs to a person or to the desk, an export, or the answer to a POST;
   nor anything that the server marks no-store. */
'use strict';
var PAGES = 'pages-1';
var FILES = 'files-1';
var MOST = 40;
var WAIT = 4000;
var NEVER = /\/(ballot|receipts?|me|mine|desk|exports?|accounts?|sign-?in|sign-?out|slips?|s|look|api)(\/|$)/;
var root = self.registration.scope;
var offline = new URL('offline', root).href;

function mayKeep(request, response) {
  var rule = response.headers.get('Cache-Control') || '';
  return response.ok && !response.redirected && response.type === 'basic' &&
    !/no-store|private/.test(rule) && !NEVER.test(new URL(request.url).pathname);
}

/* The offline page with the stylesheet and the script it names: their addresses change with their content. */
function stock() {
  return Promise.all([fetch(offline, { credentials: 'omit' }), caches.open(PAGES), caches.open(FILES)]).then(function (all) {
    var answer = all[0], pages = all[1], files = all[2];
    if (!answer.ok) return null;
    return answer.clone().text().then(function (text) {
      var named = (text.match(/[^"]*\/static\/[^"]*\.(css|js|svg)\?[^"]*/g) || []).map(function (part) {
        return new URL(part.replace(/&amp;/g, '&'), root).href;
      });
      return Promise.all([pages.put(offline, answer), files.addAll(named)]);
    });
  });
}

function keep(request, response) {
  return caches.open(PAGES).then(function (pages) {
    return pages.put(request.url, response).then(function () { return pages.keys(); }).then(function (held) {
      var old = held.filter(function (k) { return k.url !== offline; }).slice(0, Math.max(0, held.length - MOST));
      return Promise.all(old.map(function (k) { return pages.delete(k); }));
    });
  });
}

function wipe() {
  return caches.keys().then(function (names) {
    return Promise.all(names.map(function (name) { return caches.delete(name); }));
  });
}

self.addEventListener('install', function (event) {
  event.waitUntil(stock().catch(function () {}).then(function () { return self.skipWaiting(); }));
});

self.addEventListener('activate', function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (n) { return n !== PAGES && n !== FILES; }).map(function (n) { return caches.delete(n); }));
  }).then(function () { return self.clients.claim(); }));
});

self.addEventListener('message', function (event) {
  if (event.data === 'wipe') event.waitUntil(wipe().then(stock).catch(function () {}));
});

/* Network first, because figures change; after four seconds the kept page, if there is one. */
function page(event) {
  var request = event.request;
  var mayBeHeld = !NEVER.test(new URL(request.url).pathname);
  var network = fetch(request).then(function (response) {
    if (mayKeep(request, response)) event.waitUntil(keep(request, response.clone()));
    return response;
  });
  if (!mayBeHeld) return network.catch(function () { return caches.match(offline); });
  var held = caches.match(request.url);
  var slow = new Promise(function (resolve) { setTimeout(resolve, WAIT); }).then(function () { return held; })
    .then(function (found) { return found || network; });
  return Promise.race([network, slow]).catch(function () {
    return held.then(function (found) { return found || caches.match(offline); });
  }).then(function (response) { return response || Response.error(); });
}

/* A file whose address carries its hash never changes. */
function file(event) {
  return caches.open(FILES).then(function (files) {
    return files.match(event.request.url).then(function (found) {
      return found || fetch(event.request).then(function (response) {
        if (response.ok) event.waitUntil(files.put(event.request.url, response.clone()));
        return response;
      });
    });
  });
}

self.addEventListener('fetch', function (event) {
  var request = event.request;
  var url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(page(event));
  else if (/\/static\//.test(url.pathname) && url.search) event.respondWith(file(event));
});
