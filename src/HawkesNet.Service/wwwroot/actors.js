import { address, get } from './api.js';
import { axis, Chart, tip, tooltip } from './chart.js';
import { atMostEvery, card, cellNumber, estimateCell, fill, h, stat, title } from './dom.js';
import { live } from './live.js';
import { table } from './table.js';
import { causes, clock, count, estimate, number, percent, plural, rate } from './words.js';

const pageSize = 25;
const barsMax = 12;
const partnersShown = 20;
const parts = ['reply', 'relay', 'join'];

/** One actor, or the list of all. */
export async function show(context) {
  await (context.rest.length > 0 && context.rest[0] !== '' ? showOne(context, context.rest[0]) : showAll(context));
}

async function showAll({ network, signal, root, link }) {
  const ranking = h('div', {});
  const list = h('div', {});
  fill(root, title('Actors', 'Who is in this network, and whose events set off most.'),
    card('Most influential', ranking), card('All actors, by their first event', list));
  const rows = [];
  const page = async cursor => {
    const answer = await get(address(network, '/actors', { limit: pageSize, cursor }), { signal });
    rows.push(...answer.actors);
    fill(list, actorTable(rows, network, link), answer.nextCursor === null ? null : h('button', {
      type: 'button', onclick: () => page(answer.nextCursor),
    }, `Show more of ${count(answer.total)}`));
  };
  const { actors } = await get(address(network, '/influence', { top: 10 }), { signal });
  fill(ranking, table({
    caption: 'Most influential actors', rows: actors,
    csv: { url: address(network, '/influence', { top: 1000 }), name: `${network}-influence.csv` },
    columns: [
      { title: 'Actor', cell: row => h('a', { href: link(network, 'actors', row.actor) }, row.actor) },
      { title: 'Events of others set off directly', numeric: true, cell: row => number(row.directOffspring) },
      { title: 'With all that followed', numeric: true, cell: row => number(row.cascadeOffspring) },
    ],
  }));
  await page(null);
}

function actorTable(rows, network, link) {
  return table({
    caption: 'Actors', rows, csv: { url: address(network, '/actors', { limit: 1000 }), name: `${network}-actors.csv` },
    columns: [
      { title: 'Actor', cell: row => h('a', { href: link(network, 'actors', row.id) }, row.id) },
      { title: 'Sent', numeric: true, cell: row => count(row.sent) },
      { title: 'Received', numeric: true, cell: row => count(row.received) },
      { title: 'By itself', numeric: true, cell: row => rate(row.baselinePerSecond.mean) },
      { title: 'Cluster', numeric: true, cell: row => cluster(row) },
      { title: 'Last seen', cell: row => clock(row.lastSeen) },
    ],
  });
}

function cluster(actor) {
  const best = Math.max(...actor.clusterProbabilities);
  const at = actor.clusterProbabilities.indexOf(best);
  return actor.clusterProbabilities.length === 1 ? 'all' : at === 0 ? 'not placed' : `${at} (${percent(best)})`;
}

async function showOne({ network, signal, root, link, query, go }, name) {
  let direction = query.get('direction') === 'in' ? 'in' : 'out';
  const figures = h('dl', { class: 'stats' });
  const words = h('p', { class: 'reading' }, ' ');
  const bars = new Chart('Influence by mechanism', { signal, size: 'chart-middle' });
  const partners = h('div', {});
  const switches = h('div', { class: 'switch', role: 'group', 'aria-label': 'Direction of influence' });
  const again = async () => {
    const path = `/actors/${encodeURIComponent(name)}`;
    const [about, influence] = await Promise.all([
      get(address(network, path), { signal }),
      get(address(network, `${path}/influence`, { direction, top: partnersShown }), { signal }),
    ]);
    fill(figures, actorFigures(about, influence));
    words.textContent = summary(influence);
    drawBars(bars, influence);
    fill(partners, partnerTable(influence, network, link));
  };
  const choose = value => {
    direction = value;
    go(link(network, 'actors', name, { direction }), true);
    showSwitches();
    again();
  };
  const showSwitches = () => fill(switches, [['out', 'Whom it influences'], ['in', 'Who influences it']].map(
    ([id, text]) => h('button', { type: 'button', 'aria-pressed': String(id === direction), onclick: () => choose(id) },
      text)));
  showSwitches();
  fill(root, title(name, 'What this actor does, whom it sets off, and who sets it off.',
    h('a', { class: 'button main', href: link(network, 'live', null, { source: name }) }, 'Watch live')),
  card(null, figures), card(null, switches, words, bars.element, partners));
  await again();
  live.addEventListener('diagnostics', atMostEvery(3000, () => again().catch(() => {})), { signal });
}

function actorFigures({ actor, intensityPerSecond }, influence) {
  const span = (Date.parse(actor.lastSeen) - Date.parse(actor.firstSeen)) / 1000;
  const usual = span > 0 && actor.sent > 1 ? actor.sent / span : null;
  const now = intensityPerSecond.mean;
  return [
    stat('Intensity now', rate(now), usual ? `${number(now / usual)} × its average of ${rate(usual)}` : ''),
    stat('By itself', rate(actor.baselinePerSecond.mean), 'with nothing to set it off'),
    stat('Events', `${count(actor.sent)} sent`, `${count(actor.received)} received`),
    stat('Sets off in itself', number(influence.own.mean), 'more of its own events per event'),
    stat('Cluster', cluster(actor), 'of actors that behave alike'),
    stat('Last seen', clock(actor.lastSeen), `first ${clock(actor.firstSeen)}`),
  ];
}

function summary(influence) {
  if (influence.direction === 'in') {
    return `${plural(influence.partnerCount, 'actor')} set this one off. Per event of theirs, this much follows here:`;
  }
  const cascade = influence.cascade === null ? 'without bound' : number(influence.cascade);
  return `One event sets off ${number(influence.direct)} events of others directly, and ${cascade} with all that `
    + `follows, among ${plural(influence.partnerCount, 'partner')}.`;
}

function drawBars(chart, influence) {
  const rows = influence.partners.slice(0, barsMax).toReversed();
  const short = text => text.length > 16 ? `${text.slice(0, 15)}…` : text;
  chart.set(c => ({
    grid: { left: 8, right: 24, top: 30, bottom: 40, containLabel: true },
    legend: { top: 0, left: 0, textStyle: { color: c.muted }, icon: 'roundRect', itemWidth: 12, itemHeight: 8 },
    xAxis: axis(c, { type: 'value', name: 'events set off by one event, directly' }),
    yAxis: axis(c, { type: 'category', data: rows.map(row => row.actor), splitLine: { show: false },
      axisLabel: { color: c.ink, formatter: short, interval: 0 } }),
    tooltip: tooltip(c, ps => {
      const row = rows[ps[0].dataIndex];
      return tip(row.actor, [...parts.map(p => [c[`cause-${p}`], causes[p][0], estimate(row[p])]),
        [null, 'together', estimate(row.direct)], [null, 'with the cascade', number(row.cascade)]]);
    }, { trigger: 'axis', axisPointer: { type: 'shadow' } }),
    series: parts.map(part => ({
      type: 'bar', name: causes[part][0], stack: 'all', color: c[`cause-${part}`], barMaxWidth: 20,
      data: rows.map(row => row[part].mean),
    })),
  }), influence.partners.length === 0 ? 'No influence on others was seen.'
    : `The ${Math.min(barsMax, rows.length)} partners with most expected events so far; the table below has intervals.`,
  null);
}

function partnerTable(influence, network, link) {
  const name = `${network}-influence-${influence.direction}.csv`;
  return table({
    caption: `Partners, influence ${influence.direction}`, rows: influence.partners, empty: 'No partner yet.',
    csv: { name, url: address(network, `/actors/${encodeURIComponent(influence.actor)}/influence`,
      { direction: influence.direction, top: 255 }) },
    columns: [
      { title: 'Partner', cell: row => h('a', { href: link(network, 'actors', row.actor) }, row.actor) },
      { title: 'Directly, per event (90 %)', numeric: true, cell: row => estimateCell(row.direct) },
      ...parts.map(part => ({ title: causes[part][0], numeric: true, cell: row => estimateCell(row[part]) })),
      { title: 'With the cascade', numeric: true, cell: row => row.cascade === null ? 'unbounded'
        : cellNumber(row.cascade) },
    ],
  });
}
