// Numbers, times and causes in people's words.

const units = [
  [31_557_600, 'year'], [86_400, 'day'], [3_600, 'hour'], [60, 'minute'], [1, 'second'], [1e-3, 'ms'], [1e-6, 'µs'],
];

/** A number to three significant digits, thousands grouped; a dash where it is not known. */
export function number(value, digits = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return '–';
  }
  const size = Math.abs(value);
  if (size !== 0 && size < 0.001) {
    return value.toExponential(1).replace('e-', ' × 10^−');
  }
  return size >= 1000
    ? Math.round(value).toLocaleString('en')
    : Number(value.toPrecision(digits)).toLocaleString('en', { maximumSignificantDigits: digits });
}

/** A count, thousands grouped. */
export const count = value => value === null || value === undefined ? '–' : Math.round(value).toLocaleString('en');

/** One thing or several. */
export const plural = (value, one, many = `${one}s`) => `${count(value)} ${Math.round(value) === 1 ? one : many}`;

/** A probability: never 0 % or 100 % unless it is. */
export function percent(share) {
  if (share === null || share === undefined) {
    return '–';
  }
  const value = share * 100;
  if (value > 0 && value < 0.1) {
    return '< 0.1 %';
  }
  if (value < 100 && value > 99.9) {
    return '> 99.9 %';
  }
  return `${value >= 10 || value === 0 ? Math.round(value * (value > 99 ? 10 : 1)) / (value > 99 ? 10 : 1)
    : Number(value.toPrecision(2))} %`;
}

/** A length of time. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) {
    return '–';
  }
  if (seconds === 0) {
    return '0 seconds';
  }
  const [size, name] = units.find(([unit]) => seconds >= unit * 0.9999) ?? [1e-9, 'ns'];
  const value = number(seconds / size, 2);
  return `${value} ${name}${name.length > 2 && value !== '1' ? 's' : ''}`;
}

/** The unit of time in which a rate reads best: [seconds, name]. */
export function rateUnit(perSecond) {
  return units.slice(0, 6).toReversed().find(([size]) => (perSecond ?? 0) * size >= 0.7) ?? units[0];
}

/** A rate in the unit it reads best in. */
export function rate(perSecond) {
  if (perSecond === null || perSecond === undefined) {
    return '–';
  }
  const [size, name] = rateUnit(perSecond);
  return `${number(perSecond * size)} per ${name}`;
}

/** The interval of a rate, in the unit its mean reads best in. */
export function rateInterval({ mean, low, high }) {
  const [size, name] = rateUnit(mean);
  return low === null || high === null ? '–' : `${number(low * size)} – ${number(high * size)} per ${name}`;
}

/** An estimate with its interval. */
export function estimate(value, show = number) {
  if (!value || value.mean === null) {
    return '–';
  }
  return value.low === null ? show(value.mean) : `${show(value.mean)} (${show(value.low)} – ${show(value.high)})`;
}

/** An instant, in UTC, as precise as it needs to be. */
export function time(text) {
  return text ? text.replace('T', ' ').replace('Z', '').replace(/(\.\d{3})\d+/, '$1') : '–';
}

/** An instant in UTC to the second. */
export const clock = text => time(text).replace(/\.\d+$/, '');

/** Milliseconds since 1970 of an instant of an answer. */
export const millis = text => Date.parse(text.replace(/(\.\d{3})\d+/, '$1'));

/** The name of a type; the unnamed one has none. */
export const typeName = type => type === '' ? '(unnamed)' : type;

/** Horizons to choose from, as the interface takes them. */
export const horizons = [
  ['100ms', '100 ms'], ['1s', '1 second'], ['10s', '10 seconds'], ['1m', '1 minute'], ['10m', '10 minutes'],
  ['1h', '1 hour'], ['6h', '6 hours'], ['1d', '1 day'], ['7d', '7 days'], ['30d', '30 days'], ['365d', '1 year'],
];
const horizonSeconds = [0.1, 1, 10, 60, 600, 3600, 21_600, 86_400, 604_800, 2_592_000, 31_536_000];

/** The shortest horizon within which about one event is expected. */
export function horizonFor(perSecond) {
  const at = horizonSeconds.findIndex(seconds => seconds * (perSecond ?? 0) >= 0.7);
  return horizons[at < 0 ? horizons.length - 1 : at][0];
}

/** The name of a horizon. */
export const horizonName = value => horizons.find(([id]) => id === value)?.[1] ?? value;

/** The causes an event can have: name, short words, and what they mean. */
export const causes = {
  baseline: ['by itself', 'Nothing that was seen before set it off.'],
  repeat: ['repeat', 'After A → B, A acts on B again.'],
  reply: ['reply', 'After A → B, B answers A.'],
  burst: ['burst', 'After A acted, A acts again, on anyone.'],
  relay: ['relay', 'After something reached A, A passes it on.'],
  join: ['join', 'After A → B, others turn to B too.'],
  influence: ['tie', 'Another actor, without any contact that was seen.'],
};

/** A cluster's name. */
export const clusterName = cluster => cluster.placed ? `Cluster ${cluster.cluster}` : 'Not placed yet';
