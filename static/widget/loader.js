/* Nomar Nexus web chat, the part that lives on your page: a button, and a frame once it is pressed.
   Before that nothing is fetched and nothing is stored. Everything is drawn in a closed shadow root
   without inline styles or markup, so that a strict Content-Security-Policy needs only
   script-src and frame-src for this script's origin. */
(() => {
  "use strict";
  const widgets = /* widgets */ {};
  const script = document.currentScript || document.querySelector('script[data-key][src$="/widget.js"]');
  const key = script?.dataset.key ?? "";
  const widget = Object.hasOwn(widgets, key) ? widgets[key] : null;
  if (!widget || document.querySelector("nexus-chat")) return;

  const base = new URL(script.src).origin;
  const lang =
    [script.dataset.lang, document.documentElement.lang, ...(navigator.languages ?? [])]
      .map((tag) => (tag ?? "").slice(0, 2).toLowerCase())
      .find((tag) => tag === "sv" || tag === "en") ?? "sv";
  const words = {
    sv: { open: "Öppna chatten", close: "Stäng chatten", one: "1 nytt meddelande", many: "nya meddelanden",
          title: "Chatt med ", away: "Dölj hälsningen", wait: "Öppnar chatten …", gone: "Chatten går inte att nå just nu. Försök igen om en stund." },
    en: { open: "Open the chat", close: "Close the chat", one: "1 new message", many: "new messages",
          title: "Chat with ", away: "Hide the greeting", wait: "Opening the chat …", gone: "The chat cannot be reached right now. Try again in a while." },
  }[lang];
  const [light, dark] = [widget.colours.light, widget.colours.dark];
  const KEPT = `nexus-chat:${key}`;
  const PATIENCE = 12000; // ms until we say that the chat cannot be reached

  const css = `
    :host { all: initial !important; position: fixed !important; inset: auto 0 0 auto !important;
            z-index: 2147483000 !important; color-scheme: light dark !important; }
    .all { --ground: ${light[0]}; --text: ${light[1]}; --page: #fff; --ink: #17201d; --line: #dfe3de; --bad: #ac2337; --on-bad: #fff; --ring: #0a5fc4;
           --side: max(24px, env(safe-area-inset-right)); --low: max(24px, env(safe-area-inset-bottom)); font: 15px/1.45 system-ui, sans-serif; }
    button { all: unset; box-sizing: border-box; cursor: pointer; -webkit-tap-highlight-color: transparent; }
    .main { position: fixed; right: var(--side); bottom: var(--low); width: 56px; height: 56px;
             display: grid; place-items: center; border-radius: 50%; background: var(--ground); color: var(--text);
             box-shadow: 0 2px 6px #0003, 0 10px 28px #0003; }
    .main:hover { filter: brightness(1.08); }
    button:focus-visible { outline: 2px solid var(--ring); outline-offset: 3px; box-shadow: 0 0 0 3px var(--page); }
    .hi { position: fixed; right: var(--side); bottom: calc(var(--low) + 68px); display: flex; max-width: 320px; border-radius: 14px 14px 4px 14px;
          background: var(--page); color: var(--ink); font-size: 14px; box-shadow: 0 2px 6px #0002, 0 10px 28px #0002, 0 0 0 1px var(--line); }
    .hi button { padding: 10px 14px; border-radius: inherit; overflow-wrap: anywhere; }
    .hi button + button { display: grid; place-items: center; min-width: 36px; padding: 0; }
    .hi svg { width: 16px; height: 16px; }
    svg { width: 26px; height: 26px; fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
    .count { position: absolute; top: -2px; right: -2px; min-width: 20px; height: 20px; padding: 0 5px; box-sizing: border-box; border-radius: 10px;
             background: var(--bad); color: var(--on-bad); font: 600 12px/20px system-ui, sans-serif; text-align: center; }
    .panel { position: fixed; right: var(--side); bottom: calc(var(--low) + 70px); width: 368px; height: min(560px, calc(100dvh - 120px));
             overflow: hidden; border-radius: 18px; background: var(--page); color: var(--ink);
             box-shadow: 0 4px 12px #0002, 0 24px 64px #0003, 0 0 0 1px var(--line); }
    .panel p { position: absolute; inset: 40% 24px auto; margin: 0; text-align: center; }
    iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; }
    iframe.coming { visibility: hidden; }
    [hidden] { display: none !important; }
    @media (max-width: 759px), (max-height: 480px) {
      .all { --side: max(16px, env(safe-area-inset-right)); --low: max(16px, env(safe-area-inset-bottom)); }
      .panel { inset: 0 0 auto; width: 100%; height: 100dvh; border-radius: 0; box-shadow: none; }
      .open.ready .main, .hi { display: none; }
      .open .main { top: 16px; bottom: auto; }
    }
    @media (prefers-color-scheme: dark) {
      .all { --ground: ${dark[0]}; --text: ${dark[1]}; --page: #161b1a; --ink: #e9eeeb; --line: #29302e; --bad: #ff95a0; --on-bad: #2b070c; --ring: #8dc5ff; }
    }
    @media (forced-colors: active) { .main, .hi { border: 1px solid; } }
    @media print { .all { display: none; } }`;

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
    element.append(...children);
    return element;
  };
  const icon = (d) => {
    const SVG = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", d);
    svg.append(path);
    return svg;
  };
  const CHAT = "M4.5 4h11A1.5 1.5 0 0 1 17 5.5v6.7a1.5 1.5 0 0 1-1.5 1.5H9.3L5.8 16.6v-2.9H4.5A1.5 1.5 0 0 1 3 12.2V5.5A1.5 1.5 0 0 1 4.5 4z";
  const DOWN = "m5 7.5 5 5 5-5", CROSS = "m5 5 10 10M15 5 5 15";

  const host = make("nexus-chat");
  const root = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  const button = make("button", { type: "button", class: "main", "aria-haspopup": "dialog" });
  const panel = make("div", { class: "panel", role: "dialog", "aria-label": words.title + widget.name });
  const says = make("p", { role: "status" });
  const all = make("div", { class: "all", role: "region", "aria-label": words.title.trim().split(" ")[0] }, panel, button);
  panel.append(says);
  root.append(all);
  // The company's own greeting, until it is put away or the chat has been opened on this page.
  const hi = make("div", { class: "hi" });
  if (widget.hi?.[lang]) {
    const read = make("button", { type: "button" }, widget.hi[lang]);
    const away = make("button", { type: "button", "aria-label": words.away }, icon(CROSS));
    read.addEventListener("click", () => show());
    away.addEventListener("click", () => {
      hi.remove();
      button.focus();
    });
    hi.append(read, away);
    all.insertBefore(hi, button);
  }
  // Where the panel fills the window it is all there is: focus stays in it. Else the page stands beside it.
  const filling = matchMedia("(max-width: 759px), (max-height: 480px)");

  let frame = null, open = false, ready = false, unread = 0, patience = 0;

  const draw = () => {
    panel.hidden = !open;
    panel.setAttribute("aria-modal", String(filling.matches));
    all.classList.toggle("open", open);
    all.classList.toggle("ready", ready);
    button.setAttribute("aria-expanded", String(open));
    const news = unread === 1 ? `, ${words.one}` : unread ? `, ${unread} ${words.many}` : "";
    button.setAttribute("aria-label", open ? words.close : words.open + news);
    button.replaceChildren(icon(open ? DOWN : CHAT));
    if (unread && !open) button.append(make("span", { class: "count", "aria-hidden": "true" }, unread > 9 ? "9+" : String(unread)));
  };

  const post = (type, data = {}) => frame?.contentWindow?.postMessage({ nexus: 1, type, ...data }, base);

  const load = () => {
    frame = make("iframe", {
      src: `${base}/widget/${encodeURIComponent(key)}/?lang=${lang}`,
      title: words.title + widget.name,
      class: "coming",
      referrerpolicy: "strict-origin",
    });
    says.textContent = words.wait;
    panel.append(frame);
    patience = setTimeout(() => (says.textContent = words.gone), PATIENCE);
  };

  const show = () => {
    open = true;
    hi.remove();
    if (!frame) load();
    draw();
    fit();
    if (ready) {
      frame.focus();
      post("shown");
    }
  };
  const hide = () => {
    open = false;
    if (ready) post("hidden");
    else {
      // It has not come yet: the next try is a new one.
      clearTimeout(patience);
      frame?.remove();
      frame = null;
    }
    draw();
    button.focus();
  };

  // What the frame may not keep itself, because browsers deny it storage, stands in the site's own, where
  // the company has chosen so. Read only once the chat is opened.
  const kept = () => {
    try {
      return JSON.parse(localStorage.getItem(KEPT) ?? "null");
    } catch {
      return null;
    }
  };
  const keep = ({ secret, queue }) => {
    try {
      if (secret) localStorage.setItem(KEPT, JSON.stringify({ secret, queue }));
      else localStorage.removeItem(KEPT);
    } catch {
      // Storage is full or forbidden: the chat then lasts as long as the page.
    }
  };

  // A phone's keyboard covers what is fixed to the bottom: follow what can be seen. Not while zoomed in.
  const fit = () => {
    const seen = window.visualViewport;
    if (!open || !seen) return;
    const whole = filling.matches && Math.abs(seen.scale - 1) < 0.01;
    panel.style.height = whole ? `${seen.height}px` : "";
    panel.style.top = whole ? `${seen.offsetTop}px` : "";
  };

  const heard = {
    ready() {
      ready = true;
      clearTimeout(patience);
      says.textContent = "";
      frame.classList.remove("coming");
      const found = kept();
      if (found) post("secret", found);
      post("hello");
      post("filling", { whole: filling.matches });
      draw();
      if (open) {
        frame.focus();
        post("shown");
      }
    },
    close: hide,
    unread(data) {
      unread = Number(data.n) || 0;
      draw();
    },
    keep,
  };
  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== base || event.data?.nexus !== 1) return;
    if (Object.hasOwn(heard, event.data.type)) heard[event.data.type](event.data);
  });
  button.addEventListener("click", () => (open ? hide() : show()));
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open) hide();
  });
  filling.addEventListener("change", () => {
    draw();
    fit();
    if (ready) post("filling", { whole: filling.matches });
  });
  window.visualViewport?.addEventListener("resize", fit);
  window.visualViewport?.addEventListener("scroll", fit);

  const place = () => {
    draw();
    document.body.append(host);
  };
  if (document.body) place();
  else addEventListener("DOMContentLoaded", place, { once: true });
})();
