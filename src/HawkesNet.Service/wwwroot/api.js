// Questions to the service, with the reader's key, and its problems as sentences.

const sentences = {
  401: 'This service asks for a key. Press “Key” at the top and enter one.',
  403: 'Your key does not allow this. Ask the operator for one that may read this network.',
  429: 'The service is busy. This page tries again by itself.',
  500: 'The service failed on this question; the cause is in its log. This page tries again by itself.',
  0: 'The service does not answer. This page tries again by itself.',
};
const sentencesByCode = {
  recovering: 'The service is catching up with its log after a start. This page tries again by itself.',
  learnerStopped: 'The learner of this network has stopped. What was stored is safe; its log says why.',
  storeUnavailable: 'The store does not answer now. Nothing is lost; this page tries again by itself.',
  tooManyStreams: 'Too many pages are open at this service. This one tries again by itself.',
};

/** Why a question was not answered. */
export class Problem extends Error {
  constructor(status, code, detail, retryable) {
    super(sentencesByCode[code] ?? sentences[status] ?? detail);
    this.status = status;
    this.code = code;
    this.retryable = retryable || [0, 429, 500, 502, 503, 504].includes(status);
  }
}

/** The headers of every question. */
export function headers(more = {}) {
  const key = sessionStorage.getItem('key');
  return key ? { ...more, Authorization: `Bearer ${key}` } : more;
}

/** The address of something of a network. */
export function address(network, path = '', query = {}) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) {
      parameters.set(name, value);
    }
  }
  const text = parameters.toString();
  return `/v1/networks/${encodeURIComponent(network)}${path}${text ? `?${text}` : ''}`;
}

/** Asks, and throws a Problem where there is no answer. The browser keeps tagged answers and asks whether they hold. */
export async function ask(url, { signal, method = 'GET', body, accept = 'application/json', type } = {}) {
  let answer;
  try {
    answer = await fetch(url, {
      method, body, signal, headers: headers({ Accept: accept, ...(type ? { 'Content-Type': type } : {}) }),
    });
  } catch (reason) {
    if (reason.name === 'AbortError') {
      throw reason;
    }
    throw new Problem(0, 'unreachable', '', true);
  }
  if (!answer.ok) {
    throw await problemOf(answer);
  }
  return answer;
}

/** Asks for JSON. */
export const get = async (url, options) => (await ask(url, options)).json();

/** The problem in an answer. */
export async function problemOf(answer) {
  const problem = await answer.json().catch(() => ({}));
  const detail = problem.detail ?? `The service answered ${answer.status}.`;
  return new Problem(answer.status, problem.code ?? '', detail, problem.retryable ?? false);
}

/** Saves a table as a file. */
export async function save(url, name, accept = 'text/csv') {
  const blob = await (await ask(url, { accept })).blob();
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
