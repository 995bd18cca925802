import { address, get, Problem } from './api.js';
import { axis, Chart, tip, tooltip } from './chart.js';
import { legend } from './causes.js';
import { atMostEvery, card, fill, h, select, shareBar, stat, title } from './dom.js';
import { live } from './live.js';
import { table } from './table.js';
import {
  causes, duration, horizonFor, horizonName, horizons, millis, number, percent, rate, rateInterval, rateUnit, time,
  typeName,
} from './words.js';

const historyMax = 600;
const pointsAhead = 120;

/** The intensity of an actor or a dyad as it goes, and what comes next. */
export async function show(context) {
  const { network, signal, root, query, link, go } = context;
  const wish = await chosen(context);
  if (!wish.source) {
    live.follow(network);
    fill(root, title('Live', 'How intensely an actor acts, now and next.'),
      card(null, h('p', { class: 'note' }, 'No actor yet. The first event brings one.')));
    return;
  }
  const history = [];
  const state = { ahead: null, forecast: null };
  const curve = new Chart('Intensity with its 90 % band', { size: 'chart-tall', signal });
  const forecast = h('dl', { class: 'stats' });
  const form = h('div', { class: 'form' });
  const heading = h('div', {});
  fill(root, heading, card(null, form), card(null, forecast, h('p', { class: 'reading', id: 'next-words' }, ' ')),
    card('Intensity: so far, and if nothing more happens', curve.element, legend()));

  const again = async () => {
    const of = { source: wish.source, target: wish.target, type: wish.type };
    const [ahead, coming] = await Promise.all([
      get(address(network, '/intensity/range', { ...of, points: pointsAhead, ...await end(network, wish, signal) }),
        { signal }),
      get(address(network, '/forecast', { ...of, horizon: wish.horizon }), { signal }),
    ]);
    [state.ahead, state.forecast] = [ahead, coming];
    fill(forecast, forecastFigures(coming, ahead.points[0], wish.horizon));
    document.getElementById('next-words').textContent = nextWords(coming);
    draw(curve, history, ahead, wish, network);
  };
  const refresh = atMostEvery(1000, () => again().catch(reason => {
    if (reason.name !== 'AbortError' && reason.code !== 'beforeModel') {
      document.getElementById('next-words').textContent = reason.message;
    }
  }));
  const change = more => {
    const isSame = more.horizon !== undefined;
    Object.assign(wish, more);
    const hash = link(network, 'live', null, { ...wish });
    go(hash, isSame);
    if (isSame) {
      again();
    }
  };
  fill(heading, title(wish.target ? `${wish.source} → ${wish.target}` : wish.source,
    `How intensely ${wish.target ? `${wish.source} acts on ${wish.target}` : 'this actor acts'}`
    + `${wish.type === null ? '' : `, ${typeName(wish.type)} only`}, what drives it, and what comes next.`,
    h('a', { class: 'button', href: link(network, 'actors', wish.source) }, 'About this actor')));
  fill(form, await fields(context, wish, change));

  live.addEventListener('intensity', ({ detail }) => {
    remember(history, detail, wish);
    refresh();
  }, { signal });
  live.follow(network, { source: wish.source, target: wish.target, type: wish.type });
  await again();
}

/** What is asked for: as the address says, and the busiest actor where it says nothing. */
async function chosen({ network, query, signal }) {
  let source = query.get('source');
  if (!source) {
    const top = await get(address(network, '/links', { top: 1, horizon: '1d' }), { signal });
    source = top.links[0]?.source ?? (await get(address(network, '/actors', { limit: 1 }), { signal })).actors[0]?.id;
  }
  const target = query.get('target') || null, type = query.get('type');
  let horizon = query.get('horizon');
  if (source && !horizon) {
    const now = await get(address(network, '/intensity', { source, target, type }), { signal });
    horizon = horizonFor(now.perSecond.mean);
  }
  return { source, target, type, horizon };
}

async function end(network, wish, signal) {
  const { asOf } = await get(address(network), { signal });
  const seconds = horizons.findIndex(([id]) => id === wish.horizon) < 0 ? '1h' : wish.horizon;
  return { end: new Date(millis(asOf.time) + Math.max(1, milliseconds(seconds))).toISOString() };
}

/** A horizon of the list in milliseconds. */
function milliseconds(text) {
  const [, value, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(text);
  return value * { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit];
}

async function fields({ network, signal }, wish, change) {
  const { types } = await get(address(network, '/excitation'), { signal });
  const names = h('datalist', { id: 'actor-names' });
  const suggest = async event => {
    const { actors } = await get(address(network, '/actors', { search: event.target.value, limit: 20 }));
    fill(names, actors.map(actor => h('option', { value: actor.id })));
  };
  const actor = (label, name, value, hint) => h('label', { class: 'field' }, h('span', {}, label), h('input', {
    type: 'text', list: 'actor-names', value: value ?? '', placeholder: hint, autocomplete: 'off', spellcheck: 'false',
    oninput: suggest, onchange: event => change({ [name]: event.target.value.trim() || null }),
  }));
  const choices = horizons.some(([id]) => id === wish.horizon) ? horizons : [[wish.horizon, wish.horizon], ...horizons];
  return [
    actor('Who acts', 'source', wish.source, 'an actor'),
    actor('On whom', 'target', wish.target, 'anyone'),
    types.length > 1 ? select('Type', [['*', 'All types'], ...types.map(type => [type, typeName(type)])],
      wish.type ?? '*', value => change({ type: value === '*' ? null : value })) : null,
    select('Horizon', choices, wish.horizon, value => change({ horizon: value })),
    names,
  ];
}

function remember(history, now, wish) {
  if (now.source !== wish.source || (history.length > 0 && history.at(-1).at === now.at)) {
    return;
  }
  history.push({
    at: now.at, perSecond: now.perSecond,
    causes: Object.fromEntries(now.causes.map(one => [one.cause, one.perSecond.mean])),
  });
  if (history.length > historyMax) {
    history.shift();
  }
}

function forecastFigures(coming, now, horizon) {
  const median = coming.nextEvent.find(q => q.probability === 0.5);
  const sure = coming.nextEvent.find(q => q.probability === 0.9);
  return [
    stat(`At least one event within ${horizonName(horizon)}`,
      shareBar(coming.probabilityAtLeastOne, percent(coming.probabilityAtLeastOne)), 'probability'),
    stat('Expected events', number(coming.expectedCount.mean),
      `90 % of the time ${number(coming.expectedCount.low)} to ${number(coming.expectedCount.high)}`),
    stat('Intensity now', rate(now.perSecond.mean), `90 %: ${rateInterval(now.perSecond)}`),
    stat('Next event', median?.waitSeconds === null || !median ? 'not soon' : `in ${duration(median.waitSeconds)}`,
      sure?.waitSeconds ? `half the time; 90 % within ${duration(sure.waitSeconds)}` : 'half the time'),
  ];
}

function nextWords(coming) {
  return `From ${time(coming.from)}, the time of the last event learned, to ${time(coming.to)}.`;
}

function draw(chart, history, ahead, wish, network) {
  const [size, unit] = rateUnit(Math.max(...ahead.points.map(p => p.perSecond.mean)) * 2);
  const now = millis(ahead.points[0].at), span = millis(ahead.points.at(-1).at) - now;
  const past = history.filter(p => millis(p.at) <= now && millis(p.at) >= now - span);
  const all = [...past, ...ahead.points];
  const names = Object.keys(ahead.points[0].causes).filter(name => all.some(p => p.causes[name] > 0));
  const at = p => millis(p.at);
  const first = past.length ? at(past[0]) : now;
  const mean = all.map(p => [at(p), p.perSecond.mean * size]);
  chart.set(c => ({
    grid: [{ left: 56, right: 18, top: 52, height: '38%' }, { left: 56, right: 18, bottom: 28, height: '30%' }],
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    legend: { top: 0, left: 0, type: 'scroll', icon: 'roundRect', itemWidth: 12, itemHeight: 8,
      textStyle: { color: c.muted }, pageTextStyle: { color: c.muted }, data: names.map(name => causes[name][0]) },
    xAxis: [0, 1].map(gridIndex => axis(c, { type: 'time', gridIndex, min: first, max: now + span,
      useUTC: true, axisLabel: { show: gridIndex === 1, color: c.muted, hideOverlap: true }, splitLine: { show: false },
    })),
    useUTC: true,
    yAxis: [0, 1].map(gridIndex => axis(c, { type: 'value', gridIndex, min: 0, splitNumber: 3, nameGap: 40,
      name: gridIndex === 0 ? `per ${unit}` : `by cause` })),
    tooltip: tooltip(c, ps => pointTip(ps, all, c, size, unit), { trigger: 'axis' }),
    series: [
      band(all, at, size, 'low', 'transparent'), band(all, at, size, 'high', c.band),
      { type: 'line', name: 'mean', data: mean, symbol: 'none', color: c.accent, lineStyle: { width: 2 },
        markLine: { symbol: 'none', silent: true, animation: false, data: [{ xAxis: now }],
          lineStyle: { color: c.muted, type: 'dashed' },
          label: { formatter: 'last event learned', color: c.muted, position: 'end', rotate: 0,
            align: past.length > 1 ? 'center' : 'left' } } },
      ...names.map(name => ({
        type: 'line', name: causes[name][0], stack: 'causes', xAxisIndex: 1, yAxisIndex: 1, symbol: 'none',
        color: c[`cause-${name}`], lineStyle: { width: 0 }, areaStyle: { opacity: 0.85 },
        data: all.map(p => [at(p), (p.causes[name] ?? 0) * size]),
      })),
    ],
  }), reading(ahead, wish, past.length), () => table({
    caption: 'Intensity ahead', rows: ahead.points.filter((_, i) => i % 12 === 0 || i === pointsAhead - 1),
    csv: { url: address(network, '/intensity/range', { source: wish.source, target: wish.target, type: wish.type }),
      name: `${network}-intensity.csv` },
    columns: [
      { title: 'Time', cell: p => time(p.at) },
      { title: 'Intensity', numeric: true, cell: p => rate(p.perSecond.mean) },
      { title: '90 % from', numeric: true, cell: p => rate(p.perSecond.low) },
      { title: 'to', numeric: true, cell: p => rate(p.perSecond.high) },
      ...names.map(name => ({ title: causes[name][0], numeric: true, cell: p => rate(p.causes[name]) })),
    ],
  }));
}

/** One edge of the 90 % band: the upper one is stacked on the lower one and filled. */
function band(all, at, size, edge, colour) {
  return {
    type: 'line', name: edge, stack: 'band', symbol: 'none', silent: true, lineStyle: { width: 0 },
    areaStyle: { color: colour }, tooltip: { show: false },
    data: all.map(p => [at(p), (edge === 'low' ? p.perSecond.low : p.perSecond.high - p.perSecond.low) * size]),
  };
}

function pointTip(ps, all, c, size, unit) {
  const instant = ps[0].value[0];
  const point = all.find(p => millis(p.at) === instant) ?? all[0];
  const rows = Object.entries(point.causes).filter(([, value]) => value > 0)
    .map(([name, value]) => [c[`cause-${name}`], causes[name][0], number(value * size)]);
  return tip(time(point.at), [
    [c.accent, `per ${unit}`, number(point.perSecond.mean * size)],
    [null, '90 %', `${number(point.perSecond.low * size)} – ${number(point.perSecond.high * size)}`], ...rows]);
}

const words = { baseline: 'by itself', repeat: 'repeats', reply: 'replies', burst: 'bursts of its own',
  relay: 'passing on what came in', join: 'joining others', influence: 'ties to others' };

function reading(ahead, wish, pastCount) {
  const main = Object.entries(ahead.points[0].causes).toSorted((a, b) => b[1] - a[1])[0];
  const rest = ahead.points.at(-1).perSecond.mean / ahead.points[0].perSecond.mean;
  const falls = rest < 0.9
    ? ` If nothing more happens, it falls to ${percent(rest)} of that within ${horizonName(wish.horizon)}.` : '';
  return `${rate(ahead.points[0].perSecond.mean)} now, mostly ${words[main[0]] ?? causes[main[0]][0]}.${falls} `
    + (pastCount > 1 ? 'Left of the dashed line: as it was since this page was opened.'
      : 'What happens from now on appears left of the dashed line.');
}
