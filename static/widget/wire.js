/* The way to the server: a session, requests with its token, and what happens as a stream of events; where the
   stream cannot be had, by asking again and again. */

const ASK_EVERY = 3000; // ms between questions without a stream
const ASK_HIDDEN = 15000;
const STREAM_PATIENCE = 4000; // ms that a stream may take to open before we ask instead
const TIMEOUT = 15000;
const SESSION_FITS = 14 * 60 * 1000; // ms; its token is good for a quarter of an hour
const MAKING = ["messages", "human", "phone/code"]; // what makes a visitor of who only looked
const EVENTS = ["message", "part", "replace", "typing", "state", "linked"];

/** An answer that is not a success: `status` as in HTTP, 0 without a connection; `code` is the server's word. */
export class Refused extends Error {
  constructor(status, data) {
    super(`${status} ${data?.code ?? ""}`);
    this.status = status;
    this.code = data?.code ?? "";
    this.after = Number(data?.retry_after) || 0; // s
  }
  /** Whether the same may be tried again later without a change. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export class Wire {
  /** `on`: {session(data), event(name, data), caught(data), online(bool), stopped()}; `secret()` is asked each time. */
  constructor({ base, origin, language, secret, last, on }) {
    Object.assign(this, { base, origin, language, secret, last, on });
    this.token = null;
    this.current = null; // the latest session
    this.known = false; // whether the server has stored the visitor
    this.flying = new Set(); // requests that are not answered yet
    this.stream = null;
    this.streaming = false;
    this.pause = 0; // ms before the next try
    this.tries = null;
    this.asking = null;
    this.starting = null;
    addEventListener("online", () => this.again(0));
    addEventListener("offline", () => on.online(false));
    document.addEventListener("visibilitychange", () => document.hidden || this.look());
  }

  /** A session and its stream; again and again until there is one. */
  start() {
    this.starting ??= this.open().finally(() => (this.starting = null));
    return this.starting;
  }

  async open() {
    clearTimeout(this.tries);
    try {
      if (!this.fits()) {
        // A text on its way makes the visitor whose session this is: the next must know them.
        await Promise.allSettled(this.flying);
        this.on.session(await this.session());
      }
      this.listen(this.current.stream_url);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.passing) this.again(error.after * 1000 || this.later());
      else this.on.stopped();
    }
  }

  async session() {
    const { origin, language, token } = this;
    const data = await this.send("session", { origin, secret: this.secret(), language, token });
    this.token = data.token;
    this.current = data;
    this.since = Date.now();
    this.known = !data.secret;
    return data;
  }

  /** Whether the session we have will do. Before the first text a new one would be another visitor. */
  fits() {
    return this.current && !this.known && Date.now() - this.since < SESSION_FITS;
  }

  /** A request with the session's token, renewed once where it has run out. Raises Refused. */
  async call(path, body) {
    // Never a second session beside the first: they would be two visitors.
    if (this.starting || !this.token) await this.start();
    if (!this.token) throw new Refused(0);
    try {
      return await this.send(path, body);
    } catch (error) {
      if (error instanceof Refused && error.status === 404) this.on.stopped(); // switched off meanwhile
      if (!(error instanceof Refused) || (error.status !== 401 && error.status !== 403)) throw error;
      this.current = null;
      await this.start();
      return await this.send(path, body);
    }
  }

  send(path, body) {
    const sent = this.request(path, body);
    if (path === "session") return sent;
    this.flying.add(sent);
    return sent.finally(() => this.flying.delete(sent));
  }

  async request(path, body) {
    const headers = { "X-Widget-Origin": this.origin };
    if (path !== "session") headers.Authorization = `Bearer ${this.token}`;
    if (body) headers["Content-Type"] = "application/json";
    let answer, text;
    try {
      answer = await fetch(this.base + path, {
        method: body ? "POST" : "GET",
        headers,
        body: body && JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(TIMEOUT),
      });
      text = await answer.text();
    } catch {
      this.on.online(false);
      throw new Refused(0);
    }
    let data = null;
    try {
      data = text ? JSON.parse(text) : null;
    } catch {
      // A page of a proxy in between, say.
    }
    if (answer.status >= 500) this.on.online(false);
    else this.on.online(true);
    if (!answer.ok) throw new Refused(answer.status, data);
    if (MAKING.includes(path)) this.known = true;
    return data;
  }

  listen(url) {
    this.stream?.close();
    this.streaming = false;
    const stream = (this.stream = new EventSource(url));
    let opened = 0;
    stream.onopen = () => {
      this.streaming = true;
      this.pause = 0;
      this.on.online(true);
      this.hush();
      // What was said between the session's list and now, or while the stream was away.
      this.catchUp();
      opened += 1;
    };
    stream.onerror = () => {
      this.streaming = false;
      this.ask(opened ? ASK_EVERY : STREAM_PATIENCE);
      if (stream.readyState === EventSource.CLOSED) this.again(this.later());
    };
    for (const name of EVENTS) {
      stream.addEventListener(name, (event) => this.on.event(name, JSON.parse(event.data || "{}")));
    }
    stream.addEventListener("end", () => {
      stream.close();
      this.streaming = false;
      this.current = null;
      this.again(Math.random() * 1000);
    });
    this.ask(STREAM_PATIENCE);
  }

  /** Ask for what is new, while nothing tells us. Asking that has begun goes on through new sessions. */
  ask(after) {
    this.asking ??= setTimeout(async () => {
      await this.catchUp();
      this.asking = null;
      if (!this.streaming) this.ask(document.hidden ? ASK_HIDDEN : ASK_EVERY);
    }, after);
  }

  hush() {
    clearTimeout(this.asking);
    this.asking = null;
  }

  /** Fetch what was said after the last message that we have. */
  async catchUp() {
    try {
      for (let more = true; more; ) {
        const last = this.last();
        const data = await this.call(`messages${last ? `?after=${encodeURIComponent(last)}` : ""}`);
        this.on.caught(data);
        more = data.messages.length >= 100 && this.last() !== last;
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  look() {
    if (this.token && !this.streaming) this.catchUp();
  }

  /** The page goes away; the request outlives it. Nothing is lost without it: then we are missed a little later. */
  leave() {
    if (!this.token || !this.known) return;
    const headers = { "X-Widget-Origin": this.origin, Authorization: `Bearer ${this.token}` };
    const parting = { method: "POST", headers, credentials: "omit", keepalive: true };
    fetch(`${this.base}leaving`, parting).catch(() => {});
  }

  again(after) {
    clearTimeout(this.tries);
    this.tries = setTimeout(() => this.start(), after);
  }

  later() {
    this.pause = Math.min(this.pause ? this.pause * 2 : 1000, 30000);
    return this.pause * (0.75 + Math.random() / 2);
  }
}
