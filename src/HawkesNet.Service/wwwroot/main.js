import { get, Problem } from './api.js';
import { fill, h } from './dom.js';
import { live } from './live.js';
import { searchBox } from './search.js';

const views = {
  overview: ['Overview', () => import('./overview.js')],
  live: ['Live', () => import('./intensity.js')],
  links: ['Next links', () => import('./links.js')],
  actors: ['Actors', () => import('./actors.js')],
  network: ['Network', () => import('./network.js')],
  clusters: ['Clusters', () => import('./clusters.js')],
  surprises: ['Surprises', () => import('./surprises.js')],
};
const content = document.getElementById('content');
const tabs = document.getElementById('tabs');
const picker = document.getElementById('networks');
let networks = [];
let leaving = new AbortController();
let place = { network: null, view: 'overview', rest: [], query: new URLSearchParams() };

/** The hash as a place: #/n/NETWORK/VIEW/more?query, or #/add. */
function read(hash) {
  const [path, query] = hash.replace(/^#\/?/, '').split('?');
  const parts = path.split('/').map(decodeURIComponent);
  const network = parts[0] === 'n' ? parts[1] : null;
  const view = network ? parts[2] || 'overview' : parts[0] || 'start';
  return { network, view, rest: parts.slice(3), query: new URLSearchParams(query) };
}

/** The link of a place in a network. */
export function link(network, view = 'overview', rest = null, query = {}) {
  const parameters = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== null)).toString();
  return `#/n/${encodeURIComponent(network)}/${view}${rest === null ? '' : `/${encodeURIComponent(rest)}`}`
    + (parameters ? `?${parameters}` : '');
}

function showTabs() {
  const entries = place.network ? Object.entries(views) : [];
  fill(tabs, entries.map(([id, [text]]) => h('a', {
    href: link(place.network, id), 'aria-current': id === place.view ? 'page' : null,
  }, text)), h('a', { href: '#/add', 'aria-current': place.view === 'add' ? 'page' : null }, 'Add events'));
}

function showPicker() {
  const known = networks.map(one => one.name);
  const names = place.network && !known.includes(place.network) ? [place.network, ...known] : known;
  fill(picker, names.length === 0 ? h('option', { value: '' }, 'No network yet') : null,
    place.network || names.length === 0 ? null : h('option', { value: '' }, 'Choose a network'),
    names.map(name => h('option', { value: name }, name)));
  picker.value = place.network ?? '';
}

/** Asks which networks there are. */
async function listNetworks(signal) {
  networks = (await get('/v1/networks', { signal })).networks;
  showPicker();
  return networks;
}

/** Why a view cannot be shown, and what to do; tries again by itself where that can help. */
function problemCard(problem, again) {
  const buttons = [];
  if (problem.status === 401 || problem.status === 403) {
    buttons.push(h('button', { type: 'button', class: 'main', onclick: askKey }, 'Enter a key'));
  }
  if (problem.status === 404) {
    buttons.push(h('a', { class: 'button', href: '#/' }, 'All networks'));
  }
  const early = problem.code === 'notReady';
  const text = early
    ? 'This network has too few events yet: the model needs two different times. It shows itself as soon as they come.'
    : problem.message;
  if (early) {
    buttons.push(h('a', { class: 'button', href: '#/add' }, 'Add events'));
  }
  buttons.push(h('button', { type: 'button', onclick: again }, 'Try again'));
  return h('section', { class: 'card problem', role: 'alert' },
    h('h1', {}, early ? 'Almost there' : 'This cannot be shown now'), h('p', {}, text),
    h('p', { class: 'actions' }, buttons));
}

async function show() {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const before = place;
  place = read(location.hash);
  showTabs();
  showPicker();
  if (before.view !== place.view || before.network !== place.network) {
    window.scrollTo(0, 0);
  }
  const load = place.network ? views[place.view]?.[1] : () => import('./start.js');
  document.title = [place.rest[0], place.network ? views[place.view]?.[0] : null, place.network, 'HawkesNet']
    .filter(Boolean).join(' – ');
  if (place.view !== 'live' || !place.network) {
    live.follow(place.network);
  }
  const root = h('div', { class: `view view-${place.view}` });
  const context = { ...place, signal, root, link, listNetworks, networks: () => networks, go };
  try {
    if (!load) {
      throw new Problem(404, '', `There is no view named “${place.view}”.`, false);
    }
    const module = await load();
    if (!signal.aborted) {
      content.replaceChildren(root);
      await module.show(context);
    }
  } catch (reason) {
    if (!signal.aborted) {
      fail(reason, signal);
    }
  }
}

function fail(reason, signal) {
  if (!(reason instanceof Problem)) {
    console.error(reason);
  }
  content.replaceChildren(problemCard(reason, show));
  if (reason.retryable) {
    const timer = setTimeout(() => !signal.aborted && show(), 3000);
    signal.addEventListener('abort', () => clearTimeout(timer));
  }
}

/** Goes somewhere; replace: without a step back to where it was. */
function go(hash, replace = false) {
  if (replace) {
    history.replaceState(null, '', hash);
    place = read(hash);
  } else {
    location.hash = hash;
  }
}

function askKey() {
  document.getElementById('key-value').value = sessionStorage.getItem('key') ?? '';
  document.getElementById('key-dialog').showModal();
}

function setUpKey() {
  const dialog = document.getElementById('key-dialog');
  document.getElementById('key').addEventListener('click', askKey);
  dialog.addEventListener('close', () => {
    const key = document.getElementById('key-value').value.trim();
    if (dialog.returnValue === 'use' && key) {
      sessionStorage.setItem('key', key);
    } else if (dialog.returnValue === 'forget') {
      sessionStorage.removeItem('key');
    } else {
      return;
    }
    live.restart();
    start();
  });
}

function setUpTheme() {
  const button = document.getElementById('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (document.documentElement.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const tell = () => {
    button.setAttribute('aria-pressed', String(isDark()));
    document.dispatchEvent(new Event('themechange'));
  };
  button.addEventListener('click', () => {
    const theme = isDark() ? 'light' : 'dark';
    document.documentElement.dataset.theme = theme;
    localStorage.setItem('theme', theme);
    tell();
  });
  system.addEventListener('change', tell);
  tell();
}

function setUpLive() {
  const state = document.getElementById('link-state');
  const text = document.getElementById('link-text');
  live.addEventListener('link', ({ detail }) => {
    state.dataset.state = detail.state;
    text.textContent = detail.text;
  });
}

async function start() {
  try {
    await listNetworks();
  } catch (reason) {
    fail(reason, leaving.signal);
    if (reason.retryable) {
      setTimeout(start, 3000);
    }
    return;
  }
  const first = networks.find(one => one.counts?.appliedPosition > 0) ?? networks[0];
  if (!read(location.hash).network && location.hash.replace(/^#\/?/, '') === '' && networks.length === 1) {
    history.replaceState(null, '', link(first.name));
  }
  await show();
}

picker.addEventListener('change', () => picker.value && go(link(picker.value, views[place.view] ? place.view
  : 'overview')));
window.addEventListener('hashchange', show);
document.getElementById('skip').addEventListener('click', event => {
  event.preventDefault();
  content.focus();
});
searchBox(() => place.network, name => go(link(place.network, 'actors', name)));
setUpKey();
setUpTheme();
setUpLive();
start();
