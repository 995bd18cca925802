import { address, get } from './api.js';
import { axis, Chart, tip, tooltip } from './chart.js';
import { card, fill, h, stat, title } from './dom.js';
import { live } from './live.js';
import { table } from './table.js';
import { clock, count, number, percent, plural } from './words.js';

/** How well the model fits, in words first. */
export async function show({ network, signal, root, link }) {
  const verdict = h('section', { class: 'card verdict', 'aria-live': 'off' });
  const figures = h('dl', { class: 'stats' });
  const operation = h('dl', { class: 'stats' });
  const quantiles = new Chart('Q–Q plot of the waiting times: predicted against observed', { signal });
  const trace = new Chart('How well the stream was predicted as it went', { signal });
  const influential = card('Most influential', h('p', { class: 'note' }, 'Loading'));
  const surprising = card('Least expected lately', h('p', { class: 'note' }, 'Loading'));
  fill(root, title('Overview', 'How far to trust the model of this network, and where to look next.'),
    verdict, card('The fit in figures', figures),
    h('div', { class: 'two' },
      card('Do events come when they should?', quantiles.element),
      card('How well each stretch was predicted', trace.element)),
    card('The stream', operation),
    h('div', { class: 'two' }, influential, surprising));

  const update = fit => {
    say(verdict, fit);
    fill(figures, fitFigures(fit));
    fill(operation, streamFigures(fit.stream));
    drawQuantiles(quantiles, fit);
    drawTrace(trace, fit);
  };
  update(await get(address(network, '/diagnostics'), { signal }));
  live.addEventListener('diagnostics', ({ detail }) => update(detail), { signal });
  const [most, least] = await Promise.all([
    get(address(network, '/influence', { top: 5 }), { signal }),
    get(address(network, '/surprises', { top: 5 }), { signal }),
  ]);
  fill(influential, h('h2', {}, 'Most influential'), influenceTable(most.actors, network, link));
  fill(surprising, h('h2', {}, 'Least expected lately'), surpriseTable(least.surprises, network, link));
}

function influenceTable(actors, network, link) {
  return table({
    caption: 'Most influential actors', rows: actors,
    csv: { url: address(network, '/influence', { top: 1000 }), name: `${network}-influence.csv` },
    empty: 'No event has set off one of another actor yet.',
    columns: [
      { title: 'Actor', cell: row => h('a', { href: link(network, 'actors', row.actor) }, row.actor) },
      { title: 'Set off directly', numeric: true, cell: row => number(row.directOffspring) },
      { title: 'With the cascade', numeric: true, cell: row => number(row.cascadeOffspring) },
    ],
  });
}

function surpriseTable(surprises, network, link) {
  return table({
    caption: 'Least expected recent events', rows: surprises,
    more: h('a', { href: link(network, 'surprises') }, 'All surprises, with causes'),
    empty: 'None yet: the first 300 events are not judged.',
    columns: [
      { title: 'Event', cell: row => `${row.source} → ${row.target ?? '(nobody)'}` },
      { title: 'When', cell: row => clock(row.time) },
      { title: 'Nats', numeric: true, cell: row => number(row.nats) },
    ],
  });
}

/** The verdict: a heading, and a sentence for each thing that matters. */
function say(verdict, fit) {
  const gain = fit.prequentialScore - fit.poissonScore;
  const isPassed = fit.ksDistance <= fit.ksAlarm;
  const isClose = fit.ksDistance <= 0.05;
  const [grade, heading] = fit.stream.learnerError ? ['bad', 'The learner has stopped']
    : !(gain > 0) ? ['bad', 'Do not rely on this model yet: constant rates predict as well']
    : !(fit.branchingRatio < 1) ? ['bad', 'The model sees a stream that feeds itself without end']
    : isPassed ? ['good', 'The model explains the bursts of this stream well']
    : isClose ? ['good', 'The model explains this stream well, though not perfectly']
    : ['warn', 'The model predicts this stream, but read its numbers with care'];
  verdict.dataset.grade = grade;
  fill(verdict, h('h2', {}, heading), h('ul', {}, [
    fit.stream.learnerError ? `It stopped ${fit.stream.learnerError} What was stored is safe.` : null,
    gain > 0
      ? `Each event was on average ${factor(gain)} as probable as under constant rates, judged before it was learned.`
      : 'Judged before they were learned, events were no more probable than under constant rates.',
    isPassed
      ? 'Events come when the model expects them: the waiting times pass the Kolmogorov–Smirnov test.'
      : `Waiting times differ from the predicted ones by up to ${percent(fit.ksDistance)} of the events; a perfect fit `
        + `would stay below ${percent(fit.ksAlarm)} with so many events.`,
    cascade(fit.branchingRatio),
  ].filter(Boolean).map(text => h('li', {}, text))));
}

const factor = nats => nats < 20 ? `${number(Math.exp(nats))} times` : `e^${number(nats)} times`;

function cascade(ratio) {
  if (ratio === null) {
    return null;
  }
  if (ratio >= 1) {
    return 'Each event sets off at least one more, so forecasts grow without bound: the horizon should be short.';
  }
  const size = `a cascade has ${number(1 / (1 - ratio))} events on average`;
  return ratio < 0.95
    ? `One event sets off ${number(ratio)} more; ${size}, and dies out.`
    : `One event sets off ${number(ratio)} more, close to one: ${size}, and dies out only slowly.`;
}

function fitFigures(fit) {
  return [
    stat('Gain over constant rates', `${number(fit.prequentialScore - fit.poissonScore)} nats`,
      `${number(fit.prequentialScore)} against ${number(fit.poissonScore)} per event`),
    stat('Score lately', `${number(fit.recentScore)} nats`, 'over about the last thousand events'),
    stat('KS distance', number(fit.ksDistance), `alarm from ${number(fit.ksAlarm)} on`),
    stat('Branching ratio', number(fit.branchingRatio),
      { stable: 'stable: below 0.95', nearCritical: 'near critical', explosive: 'explosive: 1 or more' }[
        fit.verdict.stability]),
    stat('Clusters in use', number(fit.effectiveClusters), 'counted by their sizes'),
    fit.markExponent ? stat('Weight counts as', `weight ^ ${number(fit.markExponent)}`, 'in what an event sets off')
      : stat('Events learned', count(fit.events), 'each judged before it was learned'),
  ];
}

function streamFigures(stream) {
  // Late events are stored and never learned: they are no backlog.
  const behind = Math.max(0, stream.lastPosition - stream.appliedPosition - stream.late);
  return [
    stat('Stored', plural(stream.accepted, 'event'), 'each durable before it was acknowledged'),
    stat('Not learned yet', count(behind),
      `${count(stream.heldBack)} in the reorder window, ${count(stream.queuedEvents)} waiting to be stored`),
    stat('Watermark', clock(stream.watermark), 'events before it are late'),
    stat('Late', count(stream.late), 'stored, not learned'),
    stat('Duplicates', count(stream.duplicates), 'came again and changed nothing'),
    stat('Learner', stream.learnerError ? 'stopped' : 'runs', stream.learnerError ?? 'no error'),
  ];
}

function drawQuantiles(chart, fit) {
  const points = fit.quantilePoints.filter(p => p.expected !== null && p.observed !== null);
  const end = Math.ceil(Math.max(1, ...points.map(p => Math.max(p.expected, p.observed))));
  const last = points.at(-1);
  chart.set(c => ({
    grid: { left: 52, right: 16, top: 12, bottom: 44 },
    xAxis: axis(c, { type: 'value', min: 0, max: end, name: 'predicted waiting time' }),
    yAxis: axis(c, { type: 'value', min: 0, max: end, name: 'observed', nameGap: 30 }),
    tooltip: tooltip(c, p => tip('Waiting time, in units of the model', [
      [null, 'predicted', number(p.value[0])], [c.accent, 'observed', number(p.value[1])]])),
    series: [
      { type: 'line', data: [[0, 0], [end, end]], symbol: 'none', silent: true,
        lineStyle: { color: c.muted, type: 'dashed', width: 1 } },
      { type: 'scatter', symbolSize: 6, itemStyle: { color: c.accent },
        data: points.map(p => [p.expected, p.observed]) },
    ],
  }), !last ? 'No waiting times yet.' : 'On the dashed line events come exactly when expected. '
    + (last.observed > last.expected * 1.1 ? 'Above it at the right: the longest waits last longer than predicted.'
      : last.observed < last.expected * 0.9 ? 'Below it at the right: the longest waits are shorter than predicted.'
        : 'Here short and long waits both stay close to it.'),
  () => table({
    caption: 'Quantiles of the waiting times', rows: points.filter((_, i) => i % 7 === 0 || i === points.length - 1),
    columns: [
      { title: 'Predicted', numeric: true, cell: row => number(row.expected) },
      { title: 'Observed', numeric: true, cell: row => number(row.observed) },
    ],
  }));
}

/** Where the picture begins so that one bad stretch does not flatten all others; null: at the worst. */
function floorOf(scores, poisson) {
  const sorted = scores.toSorted((a, b) => a - b);
  const low = sorted[Math.floor(sorted.length * 0.05)], middle = sorted[Math.floor(sorted.length / 2)];
  const edge = Math.floor(Math.min(low - 4 * (middle - low), poisson ?? 0));
  return sorted.length > 20 && sorted[0] < edge ? edge : null;
}

function drawTrace(chart, fit) {
  const points = fit.scoreTrace.filter(p => p.score !== null);
  const share = points.filter(p => p.score > fit.poissonScore).length / Math.max(1, points.length);
  const floor = floorOf(points.map(p => p.score), fit.poissonScore);
  const below = floor === null ? 0 : points.filter(p => p.score < floor).length;
  chart.set(c => ({
    grid: { left: 52, right: 16, top: 28, bottom: 44 },
    xAxis: axis(c, { type: 'value', name: 'events learned', max: points.at(-1)?.position, min: points[0]?.position }),
    yAxis: axis(c, { type: 'value', scale: true, min: floor, name: 'nats per event', nameGap: 38 }),
    legend: { top: 0, right: 0, textStyle: { color: c.muted }, icon: 'roundRect', itemWidth: 14, itemHeight: 3 },
    tooltip: tooltip(c, ps => tip(`After ${count(ps[0].value[0])} events`, ps.map(p =>
      [p.color, p.seriesName, number(p.value[1])])), { trigger: 'axis' }),
    series: [
      { type: 'line', name: 'this model', data: points.map(p => [p.position, p.score]), color: c.accent,
        symbolSize: 4, showSymbol: points.length < 60, lineStyle: { width: 2 } },
      { type: 'line', name: 'constant rates', color: c.muted, symbol: 'none', lineStyle: { type: 'dashed', width: 1 },
        data: [points[0], points.at(-1)].filter(Boolean).map(p => [p.position, fit.poissonScore]) },
    ],
  }), points.length === 0 ? 'Begins with the next events: kept since the service started.'
    : `Higher is better. ${percent(share)} of the stretches since the service started were predicted better than the `
      + 'average of constant rates.'
      + (below > 0 ? ` Far worse than all others, and only in the table: ${count(below)}.` : ''),
  () => table({
    caption: 'Score of each stretch', rows: points,
    columns: [
      { title: 'Events learned', numeric: true, cell: row => count(row.position) },
      { title: 'Nats per event', numeric: true, cell: row => number(row.score) },
    ],
  }));
}
