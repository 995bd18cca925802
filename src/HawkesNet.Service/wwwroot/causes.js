import { h } from './dom.js';
import { causes, percent } from './words.js';

/** What the causes mean; open where it is the first thing to know. */
export function legend(names = Object.keys(causes)) {
  return h('details', { class: 'legend' }, h('summary', {}, 'What the causes mean'), h('dl', {}, names.map(name =>
    h('div', {}, h('dt', {}, swatch(name), causes[name][0]), h('dd', {}, causes[name][1])))));
}

/** The colour of a cause. */
export const swatch = name => h('i', { class: `swatch cause-${name}` });

/** The probabilities of the causes of an event as one bar, and in words. */
export function causeBar(probabilities) {
  const shown = probabilities.filter(one => one.probability >= 0.005).toSorted((a, b) => b.probability - a.probability);
  const bar = h('span', { class: 'cause-bar', 'aria-hidden': 'true' }, shown.map(one => {
    const part = h('i', { class: `cause-${one.cause}` });
    part.style.width = `${one.probability * 100}%`;
    return part;
  }));
  return h('span', { class: 'cause-of' }, bar, h('span', { class: 'cause-words' }, shown.slice(0, 4).map(one =>
    h('span', {}, swatch(one.cause), `${causes[one.cause]?.[0] ?? one.cause} ${percent(one.probability)}`))));
}
