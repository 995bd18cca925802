import { address, get } from './api.js';
import { causeBar, legend } from './causes.js';
import { atMostEvery, card, fill, h, title } from './dom.js';
import { live } from './live.js';
import { csvLink, table } from './table.js';
import { causes, count, number, percent, rate, time, typeName } from './words.js';

/** The least expected recent events, and why an event happened. */
export async function show({ network, signal, root, query, link, go }) {
  const feed = h('ol', { class: 'feed' });
  const answer = h('div', { 'aria-live': 'polite' });
  const field = h('input', { type: 'text', value: query.get('event') ?? '', spellcheck: 'false', autocomplete: 'off' });
  const ask = async () => {
    fill(answer, h('p', { class: 'note' }, 'Reading the log up to this event'));
    try {
      const why = await get(address(network, `/events/${encodeURIComponent(field.value)}/causes`, { top: 20 }),
        { signal });
      fill(answer, explained(why, network));
    } catch (reason) {
      fill(answer, h('p', { class: 'note', role: 'alert' }, reason.message));
    }
  };
  const open = new Set();
  const again = async () => {
    const { surprises } = await get(address(network, '/surprises', { top: 20 }), { signal });
    fill(feed, surprises.length === 0
      ? h('li', { class: 'note' }, 'None yet: the first 300 events are not judged.')
      : surprises.map(one => entry(one, open, network, link)));
  };
  fill(root, title('Surprises', 'The least expected of the last ten thousand events, each judged before it was '
    + 'learned. Press one to see what could have caused it.'),
  card(null, feed, h('p', { class: 'after-table' }, h('span', {},
    'Nats: the log of how much less expected it was than an average event of its time.'),
  csvLink({ url: address(network, '/surprises', { top: 100 }), name: `${network}-surprises.csv` })), legend()),
  card('Why did an event happen?', h('form', {
    class: 'form', onsubmit: event => {
      event.preventDefault();
      go(link(network, 'surprises', null, { event: field.value }), true);
      ask();
    },
  }, h('label', { class: 'field grow' }, h('span', {}, 'Id of an event posted with an id'), field),
  h('button', { type: 'submit', class: 'main' }, 'Find its causes')), answer));
  await again();
  if (field.value) {
    await ask();
  }
  live.addEventListener('diagnostics', atMostEvery(4000, () => again().catch(() => {})), { signal });
}

function entry(one, open, network, link) {
  const key = `${one.time} ${one.source} ${one.target} ${one.type}`;
  const target = one.target === null ? null : h('a', { href: link(network, 'actors', one.target) }, one.target);
  return h('li', {}, h('details', {
    open: open.has(key), ontoggle: event => event.target.open ? open.add(key) : open.delete(key),
  }, h('summary', {}, h('span', { class: 'nats' }, h('b', {}, number(one.nats)), ' nats'),
    h('span', { class: 'what' }, `${one.source} → ${one.target ?? '(nobody)'}`,
      one.type ? h('em', {}, typeName(one.type)) : null),
    h('span', { class: 'when' }, time(one.time))),
  h('div', { class: 'why' },
    h('p', {}, `${less(one.nats)} What could have caused it, as seen before it was learned:`),
    causeBar(one.causes),
    h('p', { class: 'actions' }, 'Look at ', h('a', { href: link(network, 'actors', one.source) }, one.source),
      target ? ' or ' : '', target ?? ''))));
}

const less = nats => nats > 0
  ? `${nats < 25 ? `${count(Math.exp(nats))} times` : `e^${number(nats)} times`} less expected than an average event.`
  : 'About as expected as an average event.';

function explained(why, network) {
  return [
    h('p', {}, `${time(why.time)}: `, h('b', {}, `${why.source} → ${why.target ?? '(nobody)'}`),
      `, when ${rate(why.intensityPerSecond)} of the kind were expected.`),
    causeBar(why.causes),
    table({
      caption: 'Earlier events behind it', rows: why.earlier, empty: 'No earlier event is behind it.',
      csv: { url: address(network, `/events/${encodeURIComponent(why.id)}/causes`, { top: 1000 }),
        name: `${network}-causes.csv` },
      columns: [
        { title: 'Earlier event', cell: row => `${row.source} → ${row.target ?? '(nobody)'}` },
        { title: 'When', cell: row => time(row.time) },
        { title: 'How', cell: row => causes[row.cause]?.[0] ?? row.cause },
        { title: 'Probability', numeric: true, cell: row => percent(row.probability) },
      ],
    }),
  ];
}
