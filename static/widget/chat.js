/* The chat in its frame. It hears of its site from the loader (the browser vouches for the origin), asks the server
   for a session, and puts the pieces together. */

import { Keeping } from "./keeping.js";
import { Outbox } from "./outbox.js";
import { phoneDialog } from "./phone.js";
import { View, byId, say } from "./view.js";
import { Refused, Wire } from "./wire.js";

const page = JSON.parse(byId("page").textContent);
const box = byId("body");
const DOTS = { ai: 20000, human: 8000 }; // ms that "is writing" holds without news
const TYPING_EVERY = 3000;
const LONGEST = 2000; // characters of one text, as the server counts them

let site = null; // the origin of the page around us
let shown = false, whole = false, unread = 0, state = "none", visitor = null, secret = null;
let last = null; // the newest message of an unbroken list; what the stream says may have gaps before it
let newest = null, seen = null; // the newest message from the other side, and how far the server knows we saw
let holder = null, open = true, linked = false, turning = 0; // who has it; whether the company is open, until when
let dots = 0, typed = 0, fetched = false;

const tell = (type, data = {}) => window.parent.postMessage({ nexus: 1, type, ...data }, site ?? "*");

const view = new View({ company: page.company, retry: (id) => outbox.retry(id) });
const keeping = new Keeping(page.key, page.keep_in_site ? (data) => tell("keep", data) : null);
let wire, outbox, askNumber;

// --- What comes in

function take(message, fresh) {
  view.message(message);
  byId("quick").hidden = true;
  if (message.author === "contact") return;
  clearTimeout(dots);
  newest = message.id;
  if (fresh && !shown) tell("unread", { n: (unread += 1) });
  else look();
}

function know(now, staff) {
  if (now === "human" && state !== "human" && fetched) view.event(say("took_over", staff || say("staff")));
  [state, holder] = [now, staff];
  hours({ open });
}

function numberKnown() {
  linked = true;
  hours({ open });
}

/** Whether somebody is at work; asked again when that may have changed, in `turns_in` seconds. */
function hours(data) {
  open = data.open;
  if (data.turns_in) {
    clearTimeout(turning);
    turning = setTimeout(() => wire.catchUp(), (data.turns_in + 1) * 1000);
  }
  const staffs = state === "waiting_for_staff" || state === "human";
  byId("note-closed").hidden = open || linked;
  byId("closed-ai").hidden = staffs;
  byId("closed-staff").hidden = !staffs;
  view.who(state, holder, open);
}

const on = {
  session(data) {
    if (data.secret) {
      // A new visitor: the first time, or because the server no longer knows the one we were.
      if (visitor && data.visitor.id !== visitor && last) view.clear();
      secret = data.secret;
      if (keeping.secret || outbox.queue.length) keeping.keepSecret(secret);
    }
    visitor = data.visitor.id;
    know(data.state, data.staff);
    view.quietly(() => data.messages.forEach((message) => take(message, fetched && !view.has(message))));
    last ??= data.messages.at(-1)?.id ?? null;
    fetched = true;
    byId("note-stopped").hidden = true;
    linked = data.visitor.linked;
    hours(data);
    byId("quick").hidden = data.messages.length > 0 || outbox.queue.length > 0;
    outbox.flush();
  },
  caught(data) {
    know(data.state, data.staff); // first: who has taken over stands above what they write
    hours(data);
    data.messages.forEach((message) => take(message, !view.has(message)));
    last = data.messages.at(-1)?.id ?? last;
  },
  event(name, data) {
    if (name === "message") take(data, !view.has(data));
    else if (name === "part") view.part(data);
    else if (name === "replace") view.part(data, true);
    else if (name === "state") know(data.state, data.staff);
    else if (name === "linked") numberKnown();
    else if (name === "typing") {
      view.typing(data.who, data.name ?? "");
      clearTimeout(dots);
      dots = setTimeout(() => view.typing(null), DOTS[data.who] ?? DOTS.human);
    }
  },
  online(yes) {
    const note = byId("note-offline");
    if (note.hidden === yes) return;
    view.follow(() => (note.hidden = yes));
    if (yes) outbox.flush();
  },
  stopped() {
    view.follow(() => (byId("note-stopped").hidden = false), true);
  },
};

/** Tell the server how far the visitor has seen; only what really is before their eyes. */
function look() {
  if (!shown || document.hidden || newest === seen) return;
  seen = newest;
  wire.call("seen", { id: newest }).catch(() => (seen = null));
}

// --- What goes out

function submit(event) {
  event?.preventDefault();
  const body = box.value.trim();
  box.focus();
  if (!body || tooLong()) return;
  box.value = "";
  grow();
  byId("quick").hidden = true;
  outbox.add(body);
}

function grow() {
  if (!CSS.supports("field-sizing", "content")) box.rows = Math.min(5, box.value.split("\n").length);
}

/** Says by how much the text is too long; nothing of it is cut away. */
function tooLong() {
  const over = [...box.value.trim()].length - LONGEST;
  byId("long").hidden = over <= 0;
  if (over > 0) byId("long").textContent = say(over === 1 ? "too_long_one" : "too_long", over);
  box.setAttribute("aria-invalid", String(over > 0));
  return over > 0;
}

async function human(button) {
  button.disabled = true;
  try {
    await wire.call("human", {});
    await wire.catchUp();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    outbox.add(say("human_text")); // waits with the rest
  } finally {
    button.disabled = false;
  }
}

const acts = {
  human,
  phone: () => askNumber(),
  forget: () => byId("forget").showModal(),
};

// --- The page

function keys(event) {
  if (event.isComposing) return;
  const dialog = document.querySelector("dialog[open]");
  if (event.key === "Escape" && !dialog && !document.querySelector(":popover-open")) tell("close");
  // Beside the page Tab goes on to it; only what hides everything else keeps focus to itself.
  if (event.key !== "Tab" || !(dialog || whole)) return;
  const reach = [...(dialog ?? byId("chat")).querySelectorAll("button, a[href], textarea, input, [tabindex]")].filter(
    (one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility(),
  );
  const [first, end] = [reach[0], reach.at(-1)];
  const out = event.shiftKey ? document.activeElement === first : document.activeElement === end;
  if (!out && reach.includes(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? end : first).focus();
}

function wired() {
  byId("form").addEventListener("submit", submit);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  });
  box.addEventListener("input", () => {
    grow();
    tooLong();
    if (!box.value || state === "none" || Date.now() - typed < TYPING_EVERY) return;
    typed = Date.now();
    wire.call("typing", {}).catch(() => {}); // a courtesy: nothing is lost without it
  });
  byId("close").addEventListener("click", () => tell("close"));
  for (const button of document.querySelectorAll("[data-act]")) {
    button.addEventListener("click", () => {
      byId("menu").hidePopover();
      acts[button.dataset.act](button);
    });
  }
  for (const button of byId("quick").querySelectorAll("button")) {
    button.addEventListener("click", () => {
      box.value = button.textContent;
      submit();
    });
  }
  byId("forget").querySelector("[data-leave]").addEventListener("click", () => byId("forget").close());
  byId("forget").querySelector("[data-forget]").addEventListener("click", () => {
    keeping.forget();
    location.reload();
  });
  document.addEventListener("keydown", keys);
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", () => wire.leave());
  // Back from the browser's own store of pages: the stream has to be opened again.
  addEventListener("pageshow", (event) => event.persisted && wire.start());
  addEventListener("beforeunload", (event) => {
    if (outbox.queue.length && !keeping.lasting) event.preventDefault();
  });
}

function begin() {
  secret = keeping.secret;
  wire = new Wire({
    base: page.base,
    origin: site,
    language: page.language,
    secret: () => secret,
    last: () => last,
    on,
  });
  outbox = new Outbox({ wire, keeping, view, secret: () => secret, taken: (message) => take(message, false) });
  askNumber = phoneDialog(wire, numberKnown);
  outbox.show();
  wired();
  wire.start();
}

const heard = {
  secret(data) {
    if (page.keep_in_site) keeping.take(data.secret, data.queue);
    else tell("keep", { secret: null }); // the company no longer wants it there
  },
  hello: begin,
  shown() {
    shown = true;
    if (fetched) wire.catchUp(); // who slept with it closed hears what has changed, opening hours too
    tell("unread", { n: (unread = 0) });
    byId("scroll").scrollTop = byId("scroll").scrollHeight;
    // On a phone the keyboard would cover what is to be read first.
    (matchMedia("(pointer: coarse)").matches ? byId("chat") : box).focus();
    look();
  },
  hidden() {
    shown = false;
  },
  filling(data) {
    whole = data.whole === true;
  },
};
addEventListener("message", (event) => {
  if (event.source !== window.parent || event.data?.nexus !== 1 || (site && event.origin !== site)) return;
  if (!Object.hasOwn(heard, event.data.type) || (event.data.type === "hello" && wire)) return;
  site = event.origin;
  heard[event.data.type](event.data);
});

for (const [theme, [ground, text]] of Object.entries(page.colours)) {
  document.documentElement.style.setProperty(`--brand-${theme}`, ground);
  document.documentElement.style.setProperty(`--on-brand-${theme}`, text);
}
byId("notice").href = page.notice_url;
view.greet(page.greeting[page.language]);
tell("ready");
