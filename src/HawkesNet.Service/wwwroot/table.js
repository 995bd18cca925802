import { save } from './api.js';
import { h } from './dom.js';

/**
 * A table that scrolls by itself, with a link to the same numbers as CSV.
 * @param {object} of caption; columns: [{title, numeric, cell(row)}]; rows; csv: {url, name}; empty: a sentence
 */
export function table({ caption, columns, rows, csv, empty = 'Nothing yet.', more = null }) {
  const head = h('tr', {}, columns.map(column =>
    h('th', { scope: 'col', class: column.numeric ? 'numeric' : null }, column.title)));
  const body = rows.map(row => h('tr', {}, columns.map((column, at) =>
    h(at === 0 ? 'th' : 'td', { scope: at === 0 ? 'row' : null, class: column.numeric ? 'numeric' : null },
      column.cell(row)))));
  return h('div', { class: 'table' },
    h('div', { class: 'wide', tabindex: 0, role: 'region', 'aria-label': caption },
      h('table', {}, h('caption', { class: 'unseen' }, caption), h('thead', {}, head), h('tbody', {}, body)),
      rows.length === 0 ? h('p', { class: 'note' }, empty) : null),
    csv || more ? h('p', { class: 'after-table' }, more, csv ? csvLink(csv) : null) : null);
}

/** A link that saves a table as a file: a click takes the reader's key along. */
export function csvLink({ url, name, text = 'CSV', accept = 'text/csv' }) {
  return h('a', {
    href: url, class: 'csv', download: name, 'aria-label': `Save as ${text}: ${name}`,
    onclick: event => {
      event.preventDefault();
      save(url, name, accept).catch(reason => {
        event.target.textContent = reason.message;
      });
    },
  }, text);
}
