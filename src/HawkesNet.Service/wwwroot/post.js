import { Problem } from './api.js';

const rowsPerBody = 20_000;
const bytesPerBody = 8_000_000;

/**
 * Posts a CSV file in parts, each with the header row, and adds up the answers.
 * @param {File} file
 * @param {(body: string) => Promise<Response>} send
 * @param {(share: number) => void} tell how much of the file is done, 0 to 1
 */
export async function post(file, send, tell) {
  const sum = { accepted: 0, duplicates: 0, late: 0, rejected: 0, errors: [] };
  let done = 0, rows = 0;
  for await (const part of parts(file)) {
    add(sum, await (await sendPatiently(send, part.text)).json(), rows);
    rows += part.rows;
    done += part.text.length;
    tell(Math.min(1, done / Math.max(1, file.size)));
  }
  if (rows === 0) {
    throw new Problem(422, 'emptyBody', 'The file has no row below its header.', false);
  }
  tell(1);
  return sum;
}

/** Sends a part; where the service is busy, again after a while. */
async function sendPatiently(send, text) {
  for (let tries = 0; ; tries++) {
    try {
      return await send(text);
    } catch (reason) {
      if (!(reason instanceof Problem) || !reason.retryable || tries === 5) {
        throw reason;
      }
      await new Promise(resolve => setTimeout(resolve, 1000 * (tries + 1)));
    }
  }
}

function add(sum, answer, rowsBefore) {
  for (const name of ['accepted', 'duplicates', 'late', 'rejected']) {
    sum[name] += answer[name];
  }
  sum.errors.push(...answer.errors.map(error => ({ ...error, line: error.line + rowsBefore })));
}

/** The file in parts of whole rows; a line break inside quotes does not end a row. */
async function* parts(file) {
  const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  let header = null, text = '', body = [], size = 0, isQuoted = false;
  const flush = () => {
    const part = { text: `${header}\n${body.join('\n')}\n`, rows: body.length };
    [body, size] = [[], 0];
    return part;
  };
  const take = row => {
    if (header === null) {
      header = row;
    } else if (row.trim() !== '') {
      body.push(row);
      size += row.length;
    }
  };
  for (let open = ''; ;) {
    const { value, done } = await reader.read();
    const lines = (text + (value ?? '')).split('\n');
    text = done ? '' : lines.pop();
    for (const line of lines) {
      isQuoted = (line.split('"').length - 1) % 2 === 1 ? !isQuoted : isQuoted;
      open = open === '' ? line : `${open}\n${line}`;
      if (!isQuoted) {
        take(open.replace(/\r$/, ''));
        open = '';
      }
      if (body.length === rowsPerBody || size > bytesPerBody) {
        yield flush();
      }
    }
    if (done) {
      break;
    }
  }
  if (body.length > 0) {
    yield flush();
  }
}
