/* Texts on their way: one at a time, in order, each under an id of its own, so that a text that is sent again is
   still one message. What does not get through because of the network waits; what the server refuses says so. */

import { uuid } from "./keeping.js";
import { Refused } from "./wire.js";

const LONGEST_PAUSE = 15000; // ms between tries

export class Outbox {
  /** `secret()` is the visitor's, kept with the first text; `taken(message)` hears of what the server has. */
  constructor({ wire, keeping, view, secret, taken }) {
    Object.assign(this, { wire, keeping, view, secret, taken });
    this.queue = keeping.waiting();
    this.failed = new Map();
    this.busy = false;
    this.pause = 0;
    this.timer = null;
  }

  /** Show what an earlier page left behind. */
  show() {
    this.queue.forEach((text) => this.view.own(text, "waiting"));
  }

  add(body) {
    this.put({ id: uuid(), body, at: Date.now() });
  }

  /** Once more, with the same id: if it did get through after all, it is still one message. */
  retry(id) {
    const text = this.failed.get(id);
    this.failed.delete(id);
    if (text) this.put(text);
  }

  put(text) {
    this.queue.push(text);
    this.keeping.keepText(text, this.secret());
    this.view.own(text, navigator.onLine && !this.pause ? "sending" : "waiting");
    this.flush();
  }

  async flush() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    try {
      while (this.queue.length && (await this.send(this.queue[0])));
    } finally {
      this.busy = false;
    }
  }

  /** Whether the next one may be tried at once. */
  async send(text) {
    this.view.own(text, this.pause ? "waiting" : "sending");
    try {
      const message = await this.wire.call("messages", { id: text.id, body: text.body });
      this.pause = 0;
      this.done(text);
      this.taken({ client_id: text.id, ...message });
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.passing || error.status === 401 || error.status === 403) {
        this.queue.forEach((one) => this.view.own(one, "waiting"));
        this.pause = Math.min(this.pause ? this.pause * 2 : 1000, LONGEST_PAUSE);
        this.timer = setTimeout(() => this.flush(), error.after * 1000 || this.pause);
        return false;
      }
      this.done(text);
      this.failed.set(text.id, text);
      this.view.own(text, "failed");
      return true;
    }
  }

  done(text) {
    this.queue = this.queue.filter((one) => one.id !== text.id);
    this.keeping.dropText(text.id);
  }
}
