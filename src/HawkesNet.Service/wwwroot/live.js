import { address, headers, problemOf, Problem } from './api.js';

/**
 * The one stream of server-sent events of this page. Read with fetch, because a reader's key must go along.
 * Fires `diagnostics` and `intensity` with the answer as detail, and `link` with {state, text}.
 */
class Live extends EventTarget {
  #stop = null;
  #wanted;

  /** Follows a network, and the intensity of watch: {source, target, type}. Null: follows nothing. */
  follow(network, watch = {}) {
    const wanted = network ? address(network, '/stream', watch) : null;
    if (wanted !== this.#wanted) {
      this.#wanted = wanted;
      this.restart();
    }
  }

  /** Begins anew, for instance with another key. */
  restart() {
    this.#stop?.abort();
    if (this.#wanted) {
      this.#stop = new AbortController();
      this.#run(this.#wanted, this.#stop.signal);
    } else {
      this.#tell('idle', 'No network');
    }
  }

  async #run(url, signal) {
    for (let failures = 0; !signal.aborted;) {
      try {
        await this.#read(url, signal, () => failures = 0);
      } catch (reason) {
        if (signal.aborted) {
          return;
        }
        failures++;
        const isEarly = reason instanceof Problem && reason.code === 'notReady';
        this.#tell(isEarly ? 'idle' : 'lost', isEarly ? 'Waiting for events' : 'Reconnecting');
      }
      await new Promise(resolve => setTimeout(resolve, Math.min(10_000, 1000 * 2 ** Math.min(failures, 3))));
    }
  }

  async #read(url, signal, answered) {
    const answer = await fetch(url, { signal, headers: headers({ Accept: 'text/event-stream' }), cache: 'no-store' });
    if (!answer.ok) {
      throw await problemOf(answer);
    }
    answered();
    this.#tell('live', 'Live');
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ''; ;) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      const parts = (text + value).split('\n\n');
      text = parts.pop();
      parts.forEach(part => this.#dispatch(part));
    }
  }

  #dispatch(part) {
    const lines = part.split('\n');
    const kind = lines.find(line => line.startsWith('event:'))?.slice(6).trim();
    const data = lines.filter(line => line.startsWith('data:')).map(line => line.slice(5)).join('\n');
    if (kind && data) {
      this.dispatchEvent(new CustomEvent(kind, { detail: JSON.parse(data) }));
    }
  }

  #tell(state, text) {
    this.dispatchEvent(new CustomEvent('link', { detail: { state, text } }));
  }
}

/** The page's stream. */
export const live = new Live();
