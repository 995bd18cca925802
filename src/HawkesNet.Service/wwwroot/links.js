import { address, get } from './api.js';
import { atMostEvery, card, fill, h, select, shareBar, title } from './dom.js';
import { live } from './live.js';
import { table } from './table.js';
import { horizons, number, percent, time } from './words.js';

const shown = 25;

/** The most probable next dyads. */
export async function show({ network, signal, root, query, link, go }) {
  let horizon = query.get('horizon');
  let isChosen = horizon !== null;
  const place = h('div', {}, h('p', { class: 'note' }, 'Loading'));
  const picker = h('div', { class: 'form' });
  const again = async () => {
    const answer = await get(address(network, '/links', { horizon, top: shown }), { signal });
    fill(place, h('p', { class: 'reading' },
      `From ${time(answer.from)} to ${time(answer.to)}. The ${shown} most probable are shown; the CSV has 1,000.`),
    table({
      caption: 'Most probable next links', rows: answer.links, empty: 'No link is expected.',
      csv: { url: address(network, '/links', { horizon, top: 1000 }), name: `${network}-links.csv` },
      columns: [
        { title: 'Who', cell: row => h('a', { href: link(network, 'actors', row.source) }, row.source) },
        { title: 'On whom', cell: row => h('a', { href: link(network, 'actors', row.target) }, row.target) },
        { title: 'At least one event', cell: row => shareBar(row.probability, percent(row.probability)) },
        { title: 'Expected events', numeric: true, cell: row => number(row.expectedCount) },
        { title: 'Live', cell: row => h('a', {
          href: link(network, 'live', null, { source: row.source, target: row.target, horizon }),
          'aria-label': `Watch ${row.source} on ${row.target}`,
        }, 'Watch') },
      ],
    }));
  };
  if (!isChosen) {
    horizon = await fitting(network, signal);
  }
  fill(picker, select('Within', horizons, horizon, value => {
    horizon = value;
    isChosen = true;
    go(link(network, 'links', null, { horizon }), true);
    again();
  }));
  fill(root, title('Next links', 'Who will probably act on whom next, and how likely that is.'),
    card(null, picker, place));
  await again();
  live.addEventListener('diagnostics', atMostEvery(3000, () => again().catch(() => {})), { signal });
}

/** The shortest horizon in which the most probable link is likely. */
async function fitting(network, signal) {
  for (const [horizon] of horizons.filter(([id]) => ['1s', '1m', '1h', '1d', '30d'].includes(id))) {
    const { links } = await get(address(network, '/links', { horizon, top: 1 }), { signal });
    if ((links[0]?.probability ?? 0) > 0.5) {
      return horizon;
    }
  }
  return '365d';
}
