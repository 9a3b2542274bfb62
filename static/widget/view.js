/* What the visitor sees: bubbles, the answer as it is being written, notes, and who answers. */

const NEAR = 80; // px from the end within which the view follows it
const LINK = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g;

export const byId = (id) => document.getElementById(id);

const words = Object.fromEntries(
  [...byId("words").content.querySelectorAll("[data-word]")].map((one) => [one.dataset.word, one.textContent]),
);
/** A text of the page's language; `{name}` is put in. */
export const say = (word, name = "") => words[word].replace("{name}", name);

const make = (name, css = "", text = "") => {
  const element = document.createElement(name);
  if (css) element.className = css;
  if (text) element.textContent = text;
  return element;
};
const icon = (name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon icon--s");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
};

export class View {
  /** `retry(id)` is called for a text that did not get through. */
  constructor({ company, retry }) {
    Object.assign(this, { company, retry });
    this.log = byId("log");
    this.now = byId("now");
    this.scroll = byId("scroll");
    this.bubbles = new Map(); // by the client's id, else the server's
    this.parts = new Map(); // by turn: the bubble that is being written
    this.finished = new Set(); // turns that have their whole answer
    this.dots = null;
    this.clock = new Intl.DateTimeFormat("sv", { hour: "2-digit", minute: "2-digit" }); // 10:19 in both languages
  }

  /** Put many messages in without having them all read out. */
  quietly(work) {
    this.log.setAttribute("aria-live", "off");
    work();
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), 300);
  }

  greet(text) {
    if (!text || this.log.querySelector(".greeting")) return;
    const bubble = this.bubble("ai", say("ai"), text);
    bubble.classList.add("greeting");
    this.log.prepend(bubble);
  }

  /** A message of the server, once: what is there already only gets its new state. */
  message(message) {
    const key = message.client_id || message.id;
    const there = this.bubbles.get(key);
    if (message.author === "ai" && message.turn) this.finished.add(message.turn);
    if (message.author !== "contact") this.stopWriting();
    if (there) {
      if (message.author === "contact") this.state(there, message.status === "failed" ? "failed" : "sent", message.at);
      return;
    }
    if (message.passing) return this.passing(message, key);
    const bubble = this.bubble(message.author, this.name(message), message.body, message.at);
    bubble.dataset.at = message.at;
    this.bubbles.set(key, bubble);
    if (message.author === "contact") this.state(bubble, "sent", message.at);
    this.follow(() => this.place(bubble));
  }

  /** What the server does not keep: a code until it ends, or the last words to who is erased. No clearing takes it. */
  passing(message, key) {
    if (this.log.querySelector(`[data-passing="${CSS.escape(key)}"]`)) return;
    const bubble = this.bubble(message.author, this.name(message), message.body, message.at);
    bubble.dataset.at = message.at;
    bubble.dataset.passing = key;
    this.follow(() => this.place(bubble));
    if (message.until) setTimeout(() => bubble.remove(), Math.max(0, new Date(message.until) - Date.now()));
  }

  /** A text of the visitor that the server does not have yet. */
  own(text, state) {
    let bubble = this.bubbles.get(text.id);
    if (!bubble) {
      bubble = this.bubble("contact", say("you"), text.body);
      this.bubbles.set(text.id, bubble);
      bubble.dataset.id = text.id;
      this.follow(() => this.log.append(bubble), true);
    }
    this.follow(() => this.state(bubble, state));
  }

  has(message) {
    return this.bubbles.has(message.client_id || message.id);
  }

  /** Take away what belonged to another visitor; the greeting stays. */
  clear() {
    for (const [id, bubble] of this.bubbles) {
      if (bubble.dataset.state === "waiting" || bubble.dataset.state === "sending") continue;
      bubble.remove();
      this.bubbles.delete(id);
    }
    this.log.querySelectorAll(".event").forEach((line) => line.remove());
    this.stopWriting();
  }

  event(text) {
    const line = make("p", "event");
    line.append(icon("swap"), ` ${text}`);
    this.follow(() => this.log.append(line));
  }

  /** The answer that is being written; the whole one comes later as a message. */
  part({ turn, text }, whole = false) {
    if (this.finished.has(turn)) return;
    this.typing(null);
    if (whole && !text) return this.unwrite(turn); // taken back
    let piece = this.parts.get(turn);
    if (!piece) {
      const bubble = this.bubble("ai", say("ai"), "", null, say("writing"));
      piece = { bubble, text: "" };
      this.parts.set(turn, piece);
      this.follow(() => this.now.append(bubble));
      byId("doing").textContent = say("writes", say("ai"));
    }
    const space = whole || !piece.text || /\s$/.test(piece.text) || /^\s/.test(text) ? "" : " ";
    piece.text = whole ? text : piece.text + space + text;
    this.follow(() => piece.bubble.querySelector(".text").replaceChildren(piece.text, make("span", "caret")));
  }

  /** Dots for `who` ("ai" or "human"), or none. */
  typing(who, name = "") {
    this.dots?.remove();
    this.dots = null;
    byId("doing").textContent = "";
    if (!who || this.parts.size) return;
    const writer = who === "ai" ? say("ai") : name || say("staff");
    this.dots = this.bubble(who, writer, "", null, say("writing"));
    const dots = make("span", "typing");
    dots.append(make("i"), make("i"), make("i"));
    this.dots.querySelector(".text").append(dots);
    byId("doing").textContent = say("writes", writer);
    this.follow(() => this.now.append(this.dots));
  }

  unwrite(turn) {
    this.parts.get(turn)?.bubble.remove();
    this.parts.delete(turn);
  }

  stopWriting() {
    this.typing(null);
    for (const { bubble } of this.parts.values()) bubble.remove();
    this.parts.clear();
  }

  who(state, staff, open) {
    const text =
      state === "human" ? (staff ? say("human_answers", staff) : say("someone_answers"))
      : state === "waiting_for_staff" ? say(open ? "waits" : "waits_closed")
      : say("ai_answers");
    byId("who").textContent = text;
    byId("chat").dataset.state = state;
  }

  name(message) {
    if (message.author === "ai") return say("ai");
    if (message.author === "human") return message.name ? `${message.name}, ${this.company}` : this.company;
    return message.author === "contact" ? say("you") : this.company;
  }

  state(bubble, state, at = null) {
    const line = bubble.querySelector(".state");
    const time = at ? `${this.clock.format(new Date(at))} · ` : "";
    bubble.dataset.state = state;
    if (at) bubble.dataset.at = at;
    line.replaceChildren(time + say(state));
    if (state === "failed") {
      const again = make("button", "link", say("again"));
      again.type = "button";
      again.addEventListener("click", () => this.retry(bubble.dataset.id));
      line.append(" · ", again);
    }
  }

  bubble(author, name, body, at = null, doing = "") {
    const article = make("article", `msg msg--${author}`);
    const meta = make("p", "meta");
    if (author === "contact") meta.append(make("b", "vh", name));
    else meta.append(make("b", "", name), at ? ` · ${this.clock.format(new Date(at))}` : doing ? ` · ${doing}` : "");
    const box = make("div", "bubble");
    const text = make("p", "text");
    if (author === "contact") text.textContent = body;
    else text.append(...linked(body));
    box.append(text);
    article.append(meta, box);
    if (author === "contact") {
      const state = make("p", "state");
      state.setAttribute("aria-live", "off");
      article.append(state);
    }
    return article;
  }

  /** In the order of time; what is not sent yet stands last. */
  place(bubble) {
    const after = [...this.log.querySelectorAll("article")].find(
      (one) => !one.classList.contains("greeting") && (!one.dataset.at || new Date(one.dataset.at) > new Date(bubble.dataset.at)),
    );
    this.log.insertBefore(bubble, after ?? null);
  }

  /** Do it, and stay at the end if that is where the visitor was. */
  follow(work, always = false) {
    const end = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < NEAR;
    work();
    if (end || always) this.scroll.scrollTop = this.scroll.scrollHeight;
  }
}

function linked(body) {
  const pieces = [];
  let from = 0;
  for (const found of body.matchAll(LINK)) {
    const link = make("a", "", found[0]);
    link.href = found[0];
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    pieces.push(body.slice(from, found.index), link);
    from = found.index + found[0].length;
  }
  return [...pieces, body.slice(from)];
}
