import { address, get } from './api.js';
import { Chart, tip, tooltip } from './chart.js';
import { card, fill, h, title } from './dom.js';
import { csvLink, table } from './table.js';
import { clusterName, count, estimate, number, percent, plural } from './words.js';

const actorsDrawnMax = 60;
const linksDrawnMax = 150;
const arrowsDrawnMax = 120;
const linksAsked = 1000;

/** The network: clusters first, the actors of one when it is opened. Never more is drawn than the limits above. */
export async function show(context) {
  const { network, signal, root, query, link, go } = context;
  const [{ clusters }, { cells }] = await Promise.all([
    get(address(network, '/clusters'), { signal }), get(address(network, '/excitation'), { signal })]);
  const all = clusters.filter(cluster => cluster.size > 0);
  let opened = query.get('cluster') === null ? null : Number(query.get('cluster'));
  if (all.length === 1) {
    opened = all[0].cluster;
  }
  const buttons = h('div', { class: 'switch wrap', role: 'group', 'aria-label': 'What is drawn' });
  const list = h('div', {});
  const open = cluster => {
    opened = cluster;
    go(link(network, 'network', null, { cluster }), true);
    again();
  };
  const graph = new Chart('The network', {
    signal, size: 'chart-tall',
    click: ({ dataType, data }) => dataType !== 'node' ? null
      : data.actor === undefined ? open(data.cluster) : go(link(network, 'actors', data.actor)),
  });
  const again = async () => {
    fill(buttons, all.length > 1 ? h('button', {
      type: 'button', 'aria-pressed': String(opened === null), onclick: () => open(null),
    }, 'All clusters') : null, all.map(cluster => h('button', {
      type: 'button', 'aria-pressed': String(opened === cluster.cluster), onclick: () => open(cluster.cluster),
    }, `${all.length > 1 ? clusterName(cluster) : 'All actors'} · ${count(cluster.size)}`)));
    await (opened === null ? drawClusters(graph, list, all, cells)
      : drawActors(graph, list, all.find(one => one.cluster === opened) ?? all[0], context));
  };
  fill(root, title('Network', 'Clusters of actors that behave alike, and what passes between them. '
    + 'Open a cluster to see its actors.'), card(null, buttons, graph.element, list),
  card('Influence without contact', await ties(context)));
  await again();
}

/** How much an event from one cluster to another sets off between the two: again, or as an answer. */
function arrows(all, cells) {
  const of = (mechanism, source, target) => cells.find(cell => cell.mechanism === mechanism
    && cell.sourceCluster === source && cell.targetCluster === target)?.offspring.mean ?? 0;
  return all.flatMap(from => all.map(to => ({
    from: from.cluster, to: to.cluster,
    repeat: of('repeat', from.cluster, to.cluster), reply: of('reply', to.cluster, from.cluster),
  }))).map(one => ({ ...one, both: one.repeat + one.reply }))
    .toSorted((a, b) => b.both - a.both);
}

function circle(index, total, radius = 100) {
  const angle = -Math.PI / 2 + 2 * Math.PI * index / total;
  return { x: radius * Math.cos(angle) * 1.7, y: radius * Math.sin(angle) };
}

async function drawClusters(graph, list, all, cells) {
  const shown = arrows(all, cells).filter(arrow => arrow.both > 0.001).slice(0, arrowsDrawnMax);
  const largest = Math.max(...all.map(one => one.size)), strongest = shown[0]?.both ?? 1;
  const name = id => clusterName(all.find(one => one.cluster === id));
  await graph.set(c => ({
    tooltip: tooltip(c, ({ dataType, data }) => dataType === 'edge'
      ? tip(`${name(data.arrow.from)} → ${name(data.arrow.to)}`, [
        [c['cause-repeat'], 'repeats', number(data.arrow.repeat)],
        [c['cause-reply'], 'replies', number(data.arrow.reply)]])
      : tip(clusterName(data.one), [[null, 'actors', count(data.one.size)], [null, 'sent', count(data.one.sent)],
        [null, 'received', count(data.one.received)]])),
    series: [{
      type: 'graph', layout: 'none', roam: false, left: 'center', top: '19%', width: '74%', height: '60%',
      preserveAspect: 'contain',
      label: { show: true, color: c.ink, position: 'bottom', lineHeight: 17, fontSize: 13,
        backgroundColor: c.card, padding: [2, 5], borderRadius: 4,
        formatter: p => `${clusterName(p.data.one)}\n`
        + `${plural(p.data.one.size, 'actor')}` },
      edgeSymbol: ['none', 'arrow'], edgeSymbolSize: 7,
      data: all.map((one, i) => ({
        id: String(one.cluster), ...circle(i, all.length), one, cluster: one.cluster, symbolSize:
          22 + 58 * Math.sqrt(one.size / largest), cursor: 'pointer',
        // Arrows leave a circle inwards, so its words stand outside of it.
        label: { position: circle(i, all.length).y < 0 ? 'top' : 'bottom' },
        itemStyle: { color: one.placed ? c.accent : c.muted, borderColor: c.card, borderWidth: 2 },
      })),
      links: shown.filter(arrow => arrow.from !== arrow.to).map(arrow => ({
        source: String(arrow.from), target: String(arrow.to), arrow,
        lineStyle: { width: 0.7 + 6 * arrow.both / strongest, opacity: 0.2 + 0.55 * arrow.both / strongest,
          color: c.accent, curveness: 0.18 },
      })),
    }],
  }), `${plural(all.length, 'cluster')}, drawn by size. The wider an arrow, the more one event along it sets off `
    + `between the two, as repeats and replies${shown.length === arrowsDrawnMax ? `; the ${arrowsDrawnMax} widest are `
      + 'drawn' : ''}.`,
  () => table({
    caption: 'Excitation between clusters', rows: shown,
    columns: [
      { title: 'From', cell: row => name(row.from) }, { title: 'To', cell: row => name(row.to) },
      { title: 'Repeats', numeric: true, cell: row => number(row.repeat) },
      { title: 'Replies', numeric: true, cell: row => number(row.reply) },
    ],
  }));
  fill(list);
}

async function drawActors(graph, list, cluster, { network, signal, link }) {
  const [{ members, nextCursor }, { links }] = await Promise.all([
    get(address(network, `/clusters/${cluster.cluster}`, { limit: actorsDrawnMax }), { signal }),
    get(address(network, '/links', { top: linksAsked, horizon: '30d' }), { signal })]);
  const names = new Set(members.map(member => member.actor));
  const inside = links.filter(one => names.has(one.source) && names.has(one.target) && one.source !== one.target);
  const drawn = inside.slice(0, linksDrawnMax);
  const most = Math.max(...drawn.map(one => one.expectedCount), 1e-9);
  const weight = new Map();
  drawn.forEach(one => [one.source, one.target].forEach(actor =>
    weight.set(actor, (weight.get(actor) ?? 0) + one.expectedCount)));
  const heaviest = Math.max(...weight.values(), 1e-9);
  const labelled = new Set([...weight].toSorted((a, b) => b[1] - a[1]).slice(0, 14).map(([actor]) => actor));
  await graph.set(c => ({
    tooltip: tooltip(c, ({ dataType, data }) => dataType === 'edge'
      ? tip(`${data.one.source} → ${data.one.target}`, [[null, 'events expected in 30 days',
        number(data.one.expectedCount)]])
      : tip(data.actor, [[null, 'in this cluster with', percent(data.probability)]])),
    series: [{
      type: 'graph', layout: 'force', roam: false, left: 'center', top: 'middle', width: '78%', height: '86%',
      preserveAspect: 'contain',
      force: { layoutAnimation: false, repulsion: 90, edgeLength: [30, 110], gravity: 0.14, initLayout: 'circular' },
      label: { color: c.ink, position: 'right', formatter: p => p.data.actor, textBorderColor: c.card,
        textBorderWidth: 3 },
      labelLayout: { hideOverlap: true },
      edgeSymbol: ['none', 'arrow'], edgeSymbolSize: 5,
      data: members.map(({ actor, probability }, i) => ({
        id: actor, actor, probability, ...circle(i, members.length), cursor: 'pointer',
        symbolSize: 7 + 20 * Math.sqrt((weight.get(actor) ?? 0) / heaviest), label: { show: labelled.has(actor) },
        itemStyle: { color: c.accent, opacity: 0.35 + 0.6 * probability, borderColor: c.card, borderWidth: 1 },
      })),
      links: drawn.map(one => ({
        source: one.source, target: one.target, one,
        lineStyle: { width: 0.6 + 4 * one.expectedCount / most, opacity: 0.45, color: c.muted, curveness: 0.12 },
      })),
    }],
  }), `Drawn: ${count(members.length)} of ${plural(cluster.size, 'actor')}${nextCursor ? ', the surest members first'
    : ''}, and the ${count(drawn.length)} most probable links among them within 30 days. Press an actor to open it.`,
  () => table({
    caption: 'Links drawn', rows: drawn,
    columns: [
      { title: 'Who', cell: row => row.source }, { title: 'On whom', cell: row => row.target },
      { title: 'Expected in 30 days', numeric: true, cell: row => number(row.expectedCount) },
    ],
  }));
  fill(list, h('details', { class: 'numbers' }, h('summary', {}, 'The actors drawn, as links'),
    h('p', { class: 'chips' }, members.map(member => h('a', { href: link(network, 'actors', member.actor) },
      member.actor)))));
}

/** The latent ties, where they are part of the model. */
async function ties({ network, signal, link }) {
  const answer = await get(address(network, '/ties', { top: 20 }), { signal });
  if (!answer.inUse) {
    return h('p', { class: 'note' }, 'The model found no need for it: contacts that were seen explain this stream.');
  }
  const name = `${network}-ties`;
  const actor = key => row => h('a', { href: link(network, 'actors', row[key]) }, row[key]);
  return table({
    caption: 'Ties', rows: answer.ties, csv: { url: address(network, '/ties', { top: 10_000 }), name: `${name}.csv` },
    more: csvLink({ url: address(network, '/ties', { top: 10_000 }), name: `${name}.graphml`, text: 'GraphML',
      accept: 'application/graphml+xml' }),
    columns: [
      { title: 'Who influences', cell: actor('source') }, { title: 'Whom', cell: actor('target') },
      { title: 'Events set off per event (90 %)', numeric: true, cell: row => estimate(row.weight) },
    ],
  });
}
