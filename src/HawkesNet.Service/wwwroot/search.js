import { address, get } from './api.js';
import { fill, h } from './dom.js';
import { count } from './words.js';

const shownMax = 8;

/** The search for actors at the top: a list to go through with the arrow keys. */
export function searchBox(network, choose) {
  const input = document.getElementById('search');
  const list = document.getElementById('found');
  let asking = new AbortController();
  let asked = Promise.resolve();
  let at = -1;

  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const take = name => {
    close();
    input.value = '';
    choose(name);
  };
  const mark = next => {
    const options = [...list.querySelectorAll('[role=option]')];
    if (options.length > 0) {
      at = (next + options.length) % options.length;
      options.forEach((option, i) => option.setAttribute('aria-selected', String(i === at)));
      input.setAttribute('aria-activedescendant', options[at].id);
    }
  };
  const find = async () => {
    asking.abort();
    asking = new AbortController();
    const text = input.value.trim();
    if (!text || !network()) {
      close();
      return;
    }
    try {
      const query = { search: text, limit: shownMax };
      const { actors, total } = await get(address(network(), '/actors', query), { signal: asking.signal });
      show(actors, total);
    } catch (reason) {
      if (reason.name !== 'AbortError') {
        say(reason.message);
      }
    }
  };
  const say = text => {
    fill(list, h('li', { role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false', class: 'note' }, text));
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
  };
  const show = (actors, total) => {
    at = -1;
    if (actors.length === 0) {
      say('No actor of this network has a name like that.');
      return;
    }
    fill(list, actors.map((actor, i) => h('li', {
      role: 'option', id: `found-${i}`, 'aria-selected': 'false', 'data-name': actor.id,
      onpointerdown: event => {
        event.preventDefault();
        take(actor.id);
      },
    }, h('span', {}, actor.id), h('small', {}, `${count(actor.sent)} sent, ${count(actor.received)} received`))),
    total > actors.length
      ? h('li', { class: 'note', role: 'presentation' }, `${count(total - actors.length)} more: type on to narrow down`)
      : null);
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
  };

  const ask = () => {
    asked = find();
  };
  const press = key => {
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      mark(at + (key === 'ArrowDown' ? 1 : -1));
      return;
    }
    const chosen = list.querySelectorAll('[data-name]')[Math.max(0, at)];
    if (chosen && !list.hidden) {
      take(chosen.dataset.name);
    }
  };

  input.addEventListener('input', ask);
  input.addEventListener('focus', ask);
  input.addEventListener('blur', close);
  input.addEventListener('keydown', async event => {
    if (event.key === 'Escape') {
      close();
    } else if (['ArrowDown', 'ArrowUp', 'Enter'].includes(event.key)) {
      event.preventDefault();
      // Until the answer to what was typed last is here, the list is that of an earlier text.
      await asked;
      press(event.key);
    }
  });
}
