import { h } from './dom.js';

let library = null;

/** Loads Apache ECharts once, from this service. */
function load() {
  library ??= new Promise((resolve, reject) => {
    const script = h('script', { src: '/page/echarts.js' });
    script.onload = () => resolve(globalThis.echarts);
    script.onerror = () => reject(new Error('The charts could not be loaded.'));
    document.head.append(script);
  });
  return library;
}

const names = ['ink', 'muted', 'line', 'card', 'accent', 'band', 'good', 'warn', 'bad', 'cause-baseline',
  'cause-repeat', 'cause-reply', 'cause-burst', 'cause-relay', 'cause-join', 'cause-influence'];

/** The colours of the theme in use, as charts can take them. */
export function colours() {
  const probe = h('span', { hidden: true });
  document.body.append(probe);
  const found = {};
  for (const name of names) {
    probe.style.color = `var(--${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}

/** Axes in the page's manner. */
export function axis(c, more = {}) {
  return {
    axisLine: { lineStyle: { color: c.line } }, axisTick: { show: false }, splitLine: { lineStyle: { color: c.line } },
    axisLabel: { color: c.muted, fontSize: 12, hideOverlap: true }, nameTextStyle: { color: c.muted, fontSize: 12 },
    nameLocation: 'middle', nameGap: 28, ...more,
  };
}

/** What is shown under the pointer: rows of [colour, name, value]; made of elements, so that names stay text. */
export function tip(heading, rows) {
  return h('div', { class: 'tip' }, h('b', {}, heading), rows.map(([colour, name, value]) => {
    const mark = colour ? h('i') : null;
    if (mark) {
      mark.style.background = colour;
    }
    return h('div', {}, mark, h('span', {}, name), h('em', {}, value));
  }));
}

/** A chart of fixed height, with a sentence that reads it and its numbers as a table. */
export class Chart {
  #chart = null;
  #draw = null;
  #numbers = () => null;

  /**
   * @param {string} label what it shows, for those who do not see it
   * @param {object} of size: the class of its height; signal: ends it; click: what to do with a clicked thing
   */
  constructor(label, { size = 'chart-middle', signal, click } = {}) {
    this.box = h('div', { class: `chart ${size}`, role: 'img', 'aria-label': label });
    this.caption = h('p', { class: 'reading' }, ' ');
    const place = h('div', {});
    this.details = h('details', {
      class: 'numbers', ontoggle: () => place.replaceChildren(...(this.details.open ? [this.#numbers() ?? ''] : [])),
    }, h('summary', {}, 'The numbers as a table'), place);
    this.element = h('figure', {}, this.box, h('figcaption', {}, this.caption, this.details));
    this.click = click;
    const observer = new ResizeObserver(() => this.#chart?.resize());
    observer.observe(this.box);
    const redraw = () => this.#show();
    document.addEventListener('themechange', redraw, { signal });
    signal?.addEventListener('abort', () => {
      observer.disconnect();
      this.#chart?.dispose();
      this.#chart = null;
      this.#draw = null;
    });
  }

  /**
   * Shows something else.
   * @param {(colours: object) => object} draw gives the option of ECharts
   * @param {string} reading a sentence that says what is seen
   * @param {?() => Node} numbers the same as a table, made when it is opened; null: it stands elsewhere
   */
  async set(draw, reading, numbers) {
    this.#draw = draw;
    this.#numbers = numbers;
    this.caption.textContent = reading;
    this.details.hidden = !numbers;
    const echarts = await load();
    if (this.#draw && !this.#chart && this.box.isConnected) {
      this.#chart = echarts.init(this.box);
      if (this.click) {
        this.#chart.on('click', this.click);
      }
    }
    this.#show();
  }

  #show() {
    if (this.#chart && this.#draw) {
      const c = colours();
      this.#chart.setOption({
        animation: false,
        textStyle: { fontFamily: 'system-ui, sans-serif' },
        ...this.#draw(c),
      }, { notMerge: true });
    }
  }
}

/** The tooltip in the page's manner; format gives an element. */
export const tooltip = (c, format, more = {}) => ({
  formatter: format, backgroundColor: c.card, borderColor: c.line, borderWidth: 1, padding: 10, confine: true,
  textStyle: { color: c.ink, fontSize: 13 }, transitionDuration: 0, ...more,
});
