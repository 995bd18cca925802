import { ask, address } from './api.js';
import { card, fill, h, select, title } from './dom.js';
import { post } from './post.js';
import { table } from './table.js';
import { count, plural, time } from './words.js';

/** All networks, and three ways to the first event. */
export async function show({ root, view, listNetworks, link, signal }) {
  const networks = await listNetworks(signal);
  const list = networks.length === 0 ? null : card('Networks', networkTable(networks, link));
  const isEmpty = networks.length === 0;
  fill(root, isEmpty
    ? title('Welcome to HawkesNet', 'It learns from a stream of events between actors who acts when, on whom, and what '
      + 'sets it off. There is no event yet: here are three ways to the first.')
    : view === 'add' ? title('Add events', 'Three ways. Events of a network that does not exist yet create it.')
      : title('Networks', 'Choose one, or add events.'),
  view === 'add' ? null : list, ways(networks, link, listNetworks), view === 'add' ? list : null);
}

// Of a network that another service on the same database holds, this one knows only the name and the settings.
function own(cell) {
  return row => row.heldElsewhere ? '–' : cell(row);
}

function networkTable(networks, link) {
  return table({
    caption: 'Networks', rows: networks,
    columns: [
      { title: 'Network', cell: row => h('a', { href: link(row.name) }, row.name) },
      { title: 'Events learned', numeric: true, cell: own(row => count(row.counts.appliedPosition)) },
      { title: 'Actors', numeric: true, cell: own(row => count(row.counts.actors)) },
      { title: 'Late', numeric: true, cell: own(row => count(row.counts.late)) },
      { title: 'Duplicates', numeric: true, cell: own(row => count(row.counts.duplicates)) },
      { title: 'Last event', cell: own(row => time(row.asOf.time)) },
      { title: 'Learner', cell: row => row.heldElsewhere ? 'at another service'
          : row.counts.learnerError === null ? 'runs' : 'stopped' },
    ],
  });
}

function ways(networks, link, listNetworks) {
  const key = sessionStorage.getItem('key') ? ' -H "Authorization: Bearer $KEY" \\\n ' : '';
  const line = `curl ${location.origin}/v1/networks/first/events \\\n ${key} -H 'Content-Type: application/json' \\\n`
    + `  -d '{"time":"${new Date().toISOString().replace(/\.\d+/, '')}","source":"ann","target":"bob","type":"mail"}'`;
  return h('div', { class: 'ways' },
    card('1. Send one event', h('p', {}, 'Copy this line into a terminal.'), copyable(line)),
    card('2. Drop a file', ...dropForm(networks, link, listNetworks)),
    card('3. Look at real data', h('p', {}, 'Four thousand e-mails among 142 people, streamed through a service of its '
      + 'own; it prints the address of its page.'),
    copyable('hawkesnet demo'),
    h('p', {}, 'From the source:'), copyable('dotnet run -c Release --project src/HawkesNet.Cli -- demo')));
}

function copyable(text) {
  const button = h('button', {
    type: 'button', class: 'copy', onclick: async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(code);
        button.textContent = 'Press Ctrl+C';
      }
    },
  }, 'Copy');
  const code = h('code', {}, text);
  return h('div', { class: 'copyable' }, h('pre', { tabindex: 0, 'aria-label': 'Command' }, code), button);
}

function dropForm(networks, link, listNetworks) {
  const wish = { unit: '' };
  const name = h('input', { type: 'text', value: networks.length === 0 ? 'first' : '', spellcheck: 'false',
    autocomplete: 'off', required: true, maxlength: 64 });
  const file = h('input', { type: 'file', accept: '.csv,text/csv', class: 'unseen', id: 'file',
    onchange: () => take(file.files[0]) });
  const progress = h('div', { class: 'progress', role: 'status' });
  const take = async chosen => {
    if (!chosen) {
      return;
    }
    if (!name.value.trim()) {
      fill(progress, h('p', { class: 'note' }, 'First give the network a name.'));
      name.focus();
      return;
    }
    const network = name.value.trim();
    await send(chosen, network, wish.unit, progress, link);
    await listNetworks();
  };
  const zone = h('label', {
    class: 'drop', for: 'file',
    ondragover: event => {
      event.preventDefault();
      zone.classList.add('over');
    },
    ondragleave: () => zone.classList.remove('over'),
    ondrop: event => {
      event.preventDefault();
      zone.classList.remove('over');
      take(event.dataTransfer.files[0]);
    },
  }, h('b', {}, 'Drop a CSV file here, or choose one'),
  h('span', {}, 'Columns time and source; target, type, weight and id where you have them. Rows in time order.'));
  return [
    h('div', { class: 'form' }, h('label', { class: 'field' }, h('span', {}, 'Network'), name),
      select('Times are', [['', 'dates (RFC 3339)'], ['s', 'seconds since 1970'], ['ms', 'milliseconds'],
        ['us', 'microseconds'], ['ns', 'nanoseconds']], '', value => wish.unit = value)),
    h('div', { class: 'drop-box' }, file, zone), progress,
  ];
}

async function send(file, network, unit, progress, link) {
  const bar = h('progress', { max: 1, value: 0, 'aria-label': 'Progress' });
  const text = h('p', {}, `Sending ${file.name}`);
  fill(progress, bar, text);
  try {
    const sum = await post(file, body => ask(address(network, '/events', {
      backfill: true, unit: unit || null, ack: 'applied' }), { method: 'POST', body, type: 'text/csv' }), share => {
      bar.value = share;
    });
    fill(progress, h('p', {}, `${plural(sum.accepted, 'event')} stored and learned, ${count(sum.duplicates)} `
      + `duplicates, ${count(sum.late)} late, ${count(sum.rejected)} rejected.`),
    sum.errors.length === 0 ? null : h('ul', {}, sum.errors.slice(0, 5).map(error =>
      h('li', {}, `Line ${error.line}: ${error.detail}`))),
    sum.accepted + sum.duplicates === 0 ? null : h('a', { class: 'button main', href: link(network) },
      `Look at ${network}`));
  } catch (reason) {
    fill(progress, h('p', { role: 'alert' }, reason.message));
  }
}
