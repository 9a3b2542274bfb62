/* What the browser keeps of the chat: the visitor's secret, and texts that the server has not taken yet.
   In the frame's own storage; where the browser denies it, in the site's (if the company allows that), through
   the loader; else only as long as the page lives. Nothing before the first text is sent. */

export class Keeping {
  /** `hand(data)` gives the loader what it is to keep; null where the company keeps nothing in the site. */
  constructor(key, hand) {
    this.prefix = `nexus-chat:${key}`;
    this.hand = hand;
    this.secret = null;
    this.texts = new Map(); // id → {id, body, at}
    this.own = ownStorage();
    if (!this.own) return;
    this.secret = this.own.getItem(this.prefix);
    for (const name of Object.keys(this.own).filter((name) => name.startsWith(`${this.prefix}:`))) {
      this.remember(parsed(this.own.getItem(name)));
    }
  }

  /** Whether a reload of the page loses nothing. */
  get lasting() {
    return Boolean(this.own || this.hand);
  }

  /** What the loader had kept in the site's storage. */
  take(secret, queue) {
    this.secret ??= typeof secret === "string" ? secret : null;
    if (Array.isArray(queue)) queue.forEach((text) => this.remember(text));
  }

  /** Texts from an earlier page, oldest first. */
  waiting() {
    return [...this.texts.values()].sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  keepText(text, secret) {
    this.texts.set(text.id, text);
    this.write(`:${text.id}`, JSON.stringify(text));
    this.keepSecret(secret);
  }

  dropText(id) {
    if (!this.texts.delete(id)) return;
    this.write(`:${id}`, null);
    this.give();
  }

  keepSecret(secret) {
    this.secret = secret;
    this.write("", secret);
    this.give();
  }

  forget() {
    for (const id of this.texts.keys()) this.write(`:${id}`, null);
    this.texts.clear();
    this.keepSecret(null);
  }

  remember(text) {
    if (typeof text?.id === "string" && typeof text.body === "string") this.texts.set(text.id, text);
  }

  write(name, value) {
    try {
      if (value === null) this.own?.removeItem(this.prefix + name);
      else this.own?.setItem(this.prefix + name, value);
    } catch {
      this.own = null; // full: from here on as if it were denied
    }
  }

  give() {
    if (!this.own) this.hand?.({ secret: this.secret, queue: this.waiting() });
  }
}

function ownStorage() {
  try {
    window.localStorage.getItem("nexus-chat");
    return window.localStorage;
  } catch {
    return null; // denied to frames of other sites
  }
}

function parsed(text) {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

/** A random UUID; `crypto.randomUUID` is missing on sites without https. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
