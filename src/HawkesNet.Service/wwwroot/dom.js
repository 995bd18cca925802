import { number } from './words.js';

// Elements, built without markup: names of actors come from anybody, and must stay text.

/**
 * Makes an element.
 * @param {string} tag its name
 * @param {object} properties attributes; `on...` functions become listeners; null and false leave one out
 * @param {...(Node|string|number|null|Array)} children
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (typeof value === 'function') {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** Replaces what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(child => child !== null && child !== undefined));
  return element;
}

/** A heading with a sentence that says what is seen. */
export function title(text, sentence, ...more) {
  return h('div', { class: 'title' }, h('div', {}, h('h1', {}, text), sentence ? h('p', {}, sentence) : null), more);
}

/** A box with a heading. */
export function card(heading, ...children) {
  return h('section', { class: 'card' }, heading ? h('h2', {}, heading) : null, children);
}

/** A figure with its name, and a sentence that reads it. */
export function stat(name, value, reading = '') {
  return h('div', { class: 'stat' }, h('dt', {}, name), h('dd', {},
    h('strong', { class: typeof value === 'string' && value.length > 14 ? 'long' : null }, value),
    h('span', {}, reading)));
}

/** An estimate for a table: the mean, and the 90 % interval below it. */
export function estimateCell(estimate) {
  const isTiny = !estimate || !(estimate.mean >= 0.001);
  return isTiny ? cellNumber(estimate?.mean) : h('span', {}, cellNumber(estimate.mean),
    h('small', {}, `${cellNumber(estimate.low)} – ${cellNumber(estimate.high)}`));
}

/** A number for a table: what is below a thousandth is not told apart. */
export const cellNumber = value => value > 0 && value < 0.001 ? '< 0.001' : number(value);

/** A labelled choice of a form. */
export function select(label, options, value, change) {
  const box = h('select', { onchange: () => change(box.value) }, options.map(([id, text]) =>
    h('option', { value: id, selected: id === value }, text)));
  box.value = value;
  return h('label', { class: 'field' }, h('span', {}, label), box);
}

/** A share from 0 to 1 as a bar with its number. */
export function shareBar(share, text) {
  const bar = h('span', { class: 'share-bar' }, h('i'));
  bar.firstChild.style.width = `${Math.max(0, Math.min(1, share ?? 0)) * 100}%`;
  return h('span', { class: 'share' }, bar, h('span', {}, text));
}

/** Does something at most so often, the last call always. */
export function atMostEvery(milliseconds, action) {
  let last = 0, waiting = null;
  return () => {
    const left = last + milliseconds - Date.now();
    if (waiting === null) {
      waiting = setTimeout(() => {
        waiting = null;
        last = Date.now();
        action();
      }, Math.max(0, left));
    }
  };
}
