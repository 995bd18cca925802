import { address, get } from './api.js';
import { axis, Chart, tip, tooltip } from './chart.js';
import { legend } from './causes.js';
import { card, fill, h, select, title } from './dom.js';
import { csvLink, table } from './table.js';
import { causes, clusterName, count, duration, estimate, number, percent, rate, typeName } from './words.js';

const memberPage = 20;
const typesShownMax = 100;
const mechanisms = ['repeat', 'reply', 'burst', 'relay', 'join'];

const reading = {
  repeat: 'How many times an event of the row’s cluster on the column’s is repeated, per event.',
  reply: 'How many answers from the row’s cluster to the column’s an event the other way brings, per event.',
  burst: 'How many more events of its own an event of this cluster brings, whomever they are addressed to.',
  relay: 'How many events of this cluster follow one that reached it, whomever they are addressed to.',
  join: 'How many events of others follow one that reached this cluster, whoever they are.',
};

/** Clusters: who is in them, what passes between them, and how soon. */
export async function show({ network, signal, root, query, link, go }) {
  const { clusters, kernels } = await get(address(network, '/clusters'), { signal });
  const wish = {
    mechanism: query.get('mechanism') ?? 'reply', trigger: query.get('triggerType'), type: query.get('type'),
    cluster: Number(query.get('cluster') ?? clusters.find(one => one.placed && one.size > 0)?.cluster ?? 0),
  };
  const form = h('div', { class: 'form' });
  const map = h('div', {});
  const members = h('div', {});
  const chart = new Chart('How soon responses follow', { signal });
  const note = () => go(link(network, 'clusters', null, {
    mechanism: wish.mechanism, triggerType: wish.trigger, type: wish.type, cluster: wish.cluster }), true);
  const again = async () => {
    const query = { triggerType: wish.trigger, type: wish.type };
    const answer = await get(address(network, '/excitation', query), { signal });
    fill(form, fields(answer.types, wish, () => {
      note();
      again();
    }));
    fill(map, heatMap(answer.cells.filter(cell => cell.mechanism === wish.mechanism), clusters, wish.mechanism),
      h('p', { class: 'after-table' }, csvLink({ url: address(network, '/excitation', query),
        name: `${network}-excitation.csv` })));
  };
  const choose = cluster => {
    wish.cluster = cluster;
    note();
    showMembers(members, clusters, wish.cluster, { network, signal, link }, choose);
  };
  fill(root, title('Clusters', 'Groups of actors that behave alike, found in the stream itself.'),
    card('The clusters', clusterTable(clusters, network, choose)),
    card('What one event sets off, cluster by cluster', form, map, legend(mechanisms)),
    card('How soon responses follow', chart.element), card('Members', members));
  drawKernels(chart, kernels);
  await Promise.all([again(), showMembers(members, clusters, wish.cluster, { network, signal, link }, choose)]);
}

function fields(types, wish, change) {
  const set = (name, value) => {
    wish[name] = value;
    change();
  };
  const choices = types.slice(0, typesShownMax).map(type => [type, typeName(type)]);
  // One type alone says nothing: both are named, or neither.
  const both = (trigger, type) => {
    [wish.trigger, wish.type] = [trigger, type];
    change();
  };
  return [
    select('Mechanism', mechanisms.map(name => [name, causes[name][0]]), wish.mechanism, value =>
      set('mechanism', value)),
    types.length < 2 ? null : select('Set off by', [['*', 'Any type'], ...choices], wish.trigger ?? '*', value =>
      value === '*' ? both(null, null) : both(value, wish.type ?? value)),
    types.length < 2 || wish.trigger === null ? null : select('Type set off', choices, wish.type, value =>
      set('type', value)),
  ];
}

function clusterTable(clusters, network, choose) {
  return table({
    caption: 'Clusters', rows: clusters.filter(one => one.size > 0),
    csv: { url: address(network, '/clusters'), name: `${network}-clusters.csv` },
    columns: [
      { title: 'Cluster', cell: row => h('button', { type: 'button', class: 'as-link',
        onclick: () => choose(row.cluster) }, clusterName(row)) },
      { title: 'Actors', numeric: true, cell: row => count(row.size) },
      { title: 'Sent', numeric: true, cell: row => count(row.sent) },
      { title: 'Received', numeric: true, cell: row => count(row.received) },
      { title: 'By themselves', numeric: true, cell: row => rate(row.baselinePerSecond.mean) },
    ],
  });
}

/** A table whose cells are coloured by their number, so that it needs no other form to be read. */
function heatMap(cells, clusters, mechanism) {
  const most = Math.max(...cells.map(cell => cell.offspring.mean ?? 0), 1e-9);
  const rows = [...new Set(cells.map(cell => cell.sourceCluster))];
  const columns = [...new Set(cells.map(cell => cell.targetCluster))];
  const used = id => id === null || (clusters[id]?.size ?? 0) > 0;
  const name = (id, none) => id === null ? none : clusters.length === 1 ? 'All actors' : clusterName(clusters[id]);
  return h('div', { class: 'wide', tabindex: 0, role: 'region', 'aria-label': `Excitation, ${causes[mechanism][0]}` },
    h('p', { class: 'reading' }, reading[mechanism]),
    h('table', { class: 'heat' },
      h('caption', { class: 'unseen' }, `${causes[mechanism][0]}: ${reading[mechanism]}`),
      h('thead', {}, h('tr', {}, h('td', {}, ''), columns.filter(used).map(id =>
        h('th', { scope: 'col' }, name(id, 'On anyone'))))),
      h('tbody', {}, rows.filter(used).map(row => h('tr', {}, h('th', { scope: 'row' }, name(row, 'By anyone')),
        columns.filter(used).map(column => heatCell(cells.find(cell =>
          cell.sourceCluster === row && cell.targetCluster === column), most)))))));
}

function heatCell(cell, most) {
  const share = (cell?.offspring.mean ?? 0) / most;
  const box = h('td', { title: cell ? estimate(cell.offspring) : null, 'data-level': Math.round(share * 10) },
    cell ? number(cell.offspring.mean, 2) : '–');
  return box;
}

function drawKernels(chart, kernels) {
  const shown = kernels.filter(kernel => kernel.points.some(p => p.perSecond > 0));
  const size = kernel => kernel.points.reduce((sum, p, i, all) => i === 0 ? 0
    : sum + (p.perSecond + all[i - 1].perSecond) / 2 * (p.delaySeconds - all[i - 1].delaySeconds), 0);
  const half = kernel => {
    const total = size(kernel);
    let sum = 0;
    return kernel.points.find((p, i, all) => {
      sum += i === 0 ? 0 : (p.perSecond + all[i - 1].perSecond) / 2 * (p.delaySeconds - all[i - 1].delaySeconds);
      return sum >= total / 2;
    })?.delaySeconds ?? null;
  };
  const top = shown.toSorted((a, b) => size(b) - size(a))[0];
  chart.set(c => ({
    grid: { left: 60, right: 18, top: 34, bottom: 48 },
    legend: { top: 0, left: 0, type: 'scroll', icon: 'roundRect', itemWidth: 14, itemHeight: 3,
      textStyle: { color: c.muted } },
    xAxis: axis(c, { type: 'log', name: 'delay after the event', axisLabel: { color: c.muted, hideOverlap: true,
      formatter: duration } }),
    yAxis: axis(c, { type: 'value', name: 'share set off by then', min: 0, max: 1, nameGap: 42,
      axisLabel: { color: c.muted, formatter: percent } }),
    tooltip: tooltip(c, ps => tip(`Within ${duration(ps[0].value[0])}`, ps.map(p =>
      [p.color, p.seriesName, percent(p.value[1])])), { trigger: 'axis' }),
    series: shown.map(kernel => ({
      type: 'line', name: causes[kernel.mechanism][0], symbol: 'none', color: c[`cause-${kernel.mechanism}`],
      lineStyle: { width: 2 }, data: cumulated(kernel),
    })),
  }), !top ? 'No response was seen yet.' : `How much of all that an event sets off has come by a delay. Most comes as `
    + `${causes[top.mechanism][0]}: half of it within ${duration(half(top))}. All clusters share these curves and `
    + 'differ in the number.',
  () => table({
    caption: 'Half of the responses', rows: shown,
    columns: [
      { title: 'Mechanism', cell: row => causes[row.mechanism][0] },
      { title: 'Set off per event', numeric: true, cell: row => number(size(row)) },
      { title: 'Half of it within', numeric: true, cell: row => duration(half(row)) },
    ],
  }));
}

function cumulated({ points }) {
  let sum = 0;
  const steps = points.map((p, i) => {
    sum += i === 0 ? p.perSecond * p.delaySeconds
      : (p.perSecond + points[i - 1].perSecond) / 2 * (p.delaySeconds - points[i - 1].delaySeconds);
    return [p.delaySeconds, sum];
  });
  return steps.map(([delay, part]) => [delay, sum > 0 ? part / sum : 0]);
}

async function showMembers(place, clusters, cluster, { network, signal, link }, choose) {
  const rows = [];
  const page = async cursor => {
    const path = `/clusters/${cluster}`;
    const answer = await get(address(network, path, { limit: memberPage, cursor }), { signal });
    rows.push(...answer.members);
    fill(place, h('div', { class: 'form' }, select('Cluster', clusters.filter(one => one.size > 0).map(one =>
      [String(one.cluster), clusterName(one)]), String(cluster), value => choose(Number(value)))),
    table({
      caption: `Members of cluster ${cluster}`, rows, empty: 'Nobody is in this cluster.',
      csv: { url: address(network, path, { limit: 1000 }), name: `${network}-cluster-${cluster}.csv` },
      columns: [
        { title: 'Actor', cell: row => h('a', { href: link(network, 'actors', row.actor) }, row.actor) },
        { title: 'Belongs here with', numeric: true, cell: row => percent(row.probability) },
      ],
    }),
    answer.nextCursor === null ? null : h('button', { type: 'button', onclick: () => page(answer.nextCursor) },
      `Show more of ${count(answer.cluster.size)}`));
  };
  await page(null);
}
