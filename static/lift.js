/* What each floor would pay, to the fen, by the rule of the server (largest remainder; where remainders are
   equal, the lower floor first). Rows carry data-floor, data-weight and data-homes; the form carries what
   others add, in fen. Whole numbers below 2^53 throughout. */
(function () {
  'use strict';
  var form = document.querySelector('form[data-lift]'), out = document.querySelector('[data-lift-out]');
  if (!form || !out) return;
  var rows = [].slice.call(document.querySelectorAll('tr[data-weight]')).reverse();  // from the ground up
  var subsidy = +form.getAttribute('data-lift'), most = 1e10;
  var price = form.querySelector('[data-lift-price]'), floor = form.querySelector('[data-lift-floor]');

  function said(name, values) {
    return out.getAttribute('data-' + name).replace(/\{(\w+)\}/g, function (_, key) { return values[key]; });
  }
  function yuan(fen) {
    var whole = String(Math.floor(fen / 100)).replace(/\B(?=(\d{3})+$)/g, ','), rest = fen % 100;
    return said('yuan', { money: whole + '.' + (rest < 10 ? '0' : '') + rest });
  }
  /* 万元 as typed, two decimals at most, in fen; NaN for anything else: the server says why. */
  function typed(text) {
    var found = /^\s*(\d{1,6})(?:\.(\d{1,2}))?\s*$/.exec(text);
    return found ? (+found[1] * 100 + +((found[2] || '') + '00').slice(0, 2)) * 10000 : NaN;
  }
  function split(rest) {
    var floors = rows.map(function (r, place) {
      return { row: r, place: place, weight: +r.getAttribute('data-weight'), homes: +r.getAttribute('data-homes') };
    });
    var whole = floors.reduce(function (s, f) { return s + f.weight * f.homes; }, 0), left = rest;
    floors.forEach(function (f) {
      f.remainder = whole ? rest * f.weight % whole : 0;
      f.least = whole ? (rest * f.weight - f.remainder) / whole : 0;
      left -= f.least * f.homes;
    });
    floors.slice().sort(function (a, b) { return b.remainder - a.remainder || a.place - b.place; })
      .forEach(function (f) {
        var up = Math.min(left, f.homes); left -= up;
        f.most = f.least + (up ? 1 : 0); if (up === f.homes) f.least = f.most;
      });
    return floors;
  }
  function words(f) {
    if (!f.most) return said('free', {});
    return f.least === f.most ? yuan(f.most) : said('range', { least: yuan(f.least), most: yuan(f.most) });
  }
  function count() {
    var cost = typed(price.value), mine = null;
    if (isNaN(cost) || cost < subsidy || !cost || cost > most) return;
    split(cost - subsidy).forEach(function (f) {
      var me = f.row.getAttribute('data-floor') === floor.value;
      f.row.querySelector('[data-share]').textContent = words(f);
      f.row.className = me ? 'me' : ''; f.row.querySelector('[data-me]').hidden = !me;
      if (me) mine = f;
    });
    if (!mine) return;
    out.querySelector('[data-for]').textContent = said('for', { floor: floor.value });
    out.querySelector('[data-mine]').textContent = words(mine);
    out.querySelector('[data-sum]').textContent =
      said('sum', { cost: yuan(cost), subsidy: yuan(subsidy), rest: yuan(cost - subsidy) });
  }
  form.addEventListener('input', count);
})();
