// The portal's behaviour beside htmx: theme, keys, text counter, and swaps that keep focus and place.
(() => {
  const root = document.documentElement;
  const find = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // ---- Theme ------------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try {
      localStorage.setItem("nexus-theme", root.dataset.theme);
    } catch {
      // The choice then lasts for this page only.
    }
  });

  // ---- A row of tabs that is wider than the screen shows the one we are at -----------------------
  for (const current of all(".subnav [aria-current], .tabs [aria-current]")) {
    const row = current.parentElement, [at, frame] = [current, row].map((one) => one.getBoundingClientRect());
    row.scrollLeft += at.left - frame.left - (frame.width - at.width) / 2;
  }

  // ---- Text counter: GSM 03.38 has 160 (153 when joined) septets, UCS-2 has 70 (67) units ----------
  const BASIC = new Set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
  );
  const EXTENDED = new Set("\f^{}\\[~]|€");
  const measure = (text) => {
    const characters = [...text];
    const gsm = characters.every((character) => BASIC.has(character) || EXTENDED.has(character));
    const widths = characters.map((character) => (gsm ? (EXTENDED.has(character) ? 2 : 1) : character.length));
    const [single, several] = gsm ? [160, 153] : [70, 67];
    const units = widths.reduce((sum, width) => sum + width, 0);
    if (units <= single) return { units, room: single, texts: 1 };
    let [texts, used] = [1, 0];
    for (const width of widths) {
      if (used + width > several) [texts, used] = [texts + 1, 0];
      used += width;
    }
    return { units, room: several * texts, texts };
  };
  const refreshComposer = () => {
    const box = find("#reply-body");
    if (!box) return;
    const { units, room, texts } = measure(box.value.trim());
    const counter = find("[data-counter]");
    const word = texts === 1 ? counter?.dataset.one : counter?.dataset.more;
    if (counter) counter.textContent = `${units}/${room} · ${texts} ${word}`;
    // Whether the customer can be texted may change while the thread is open; the stance says so.
    const blocked = find("#stance")?.dataset.blocked ?? "";
    box.disabled = blocked !== "";
    box.placeholder = blocked || box.dataset.placeholder;
    const send = find("[data-send]");
    const empty = box.value.trim() === "";
    if (send) {
      send.disabled = empty || box.disabled;
      send.classList.toggle("btn--primary", !send.disabled);
    }
  };
  document.addEventListener("input", (event) => {
    if (event.target.id === "reply-body") refreshComposer();
  });

  // ---- Keys (off inside fields; WCAG 2.1.4) ---------------------------------------------------------
  const press = (name) => find(`[data-key="${name}"]:not([disabled])`)?.click();
  const rows = () => all(".conv");
  const step = (by) => {
    const list = rows();
    const at = list.indexOf(document.activeElement);
    const from = at >= 0 ? at : list.findIndex((row) => row.hasAttribute("aria-current"));
    list[Math.max(0, Math.min(list.length - 1, from + by))]?.focus();
  };
  const openInterpretation = () => {
    const last = all(".interp").at(-1);
    if (!last) return;
    last.open = !last.open;
    find("summary", last)?.focus();
  };
  let goPending = 0;
  const KEYS = {
    "/": () => find("#search")?.focus(),
    j: () => step(1),
    k: () => step(-1),
    r: () => find("#reply-body")?.focus(),
    t: () => press("t"),
    a: () => press("a"),
    e: () => press("e"),
    n: () => press("n"),
    i: openInterpretation,
    "?": () => find("#keys")?.showModal(),
  };
  // From the search field into what it found, and up and down in the list.
  const walk = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
    const inSearch = event.target.id === "search";
    const at = rows().indexOf(event.target);
    if (event.key === "ArrowDown" && inSearch) rows()[0]?.focus();
    else if (event.key === "ArrowDown" && at >= 0) step(1);
    else if (event.key === "ArrowUp" && at === 0) find("#search")?.focus();
    else if (event.key === "ArrowUp" && at > 0) step(-1);
    else return false;
    event.preventDefault();
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if (walk(event)) return;
    const inField = event.target.matches("input:not([type=radio]), textarea, select");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit(find("[data-send]:not([disabled])", event.target.form));
      return;
    }
    if (inField || event.ctrlKey || event.metaKey || event.altKey || find("dialog[open]")) return;
    if (Date.now() - goPending < 1200) {
      goPending = 0;
      const link = find(`[data-go="${CSS.escape(event.key)}"]`);
      if (link) link.click();
      return;
    }
    if (event.key === "g") {
      goPending = Date.now();
      return;
    }
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // All conversations of the person whose thread is open: theirs is one thread, whichever way they write.
  const person = () =>
    (find("#thread-head")?.dataset.conversations ?? find("#conversation")?.dataset.conversation ?? "")
      .split(" ")
      .filter(Boolean);

  // ---- The open conversation in the list ------------------------------------------------------------
  const markCurrent = () => {
    const open = person();
    const sought = find(".msg--sought")?.id;
    for (const row of rows()) {
      const current = row.dataset.sought
        ? `m-${row.dataset.sought}` === sought
        : open.includes(row.dataset.conversation);
      row.toggleAttribute("aria-current", current);
      if (current) {
        row.setAttribute("aria-current", "true");
        row.removeAttribute("data-unread");
      }
    }
  };

  // A thread that was found opens at the message, not at its end.
  const showSought = () => find(".msg--sought")?.scrollIntoView({ block: "center" });

  // ---- htmx -----------------------------------------------------------------------------------------
  if (!window.htmx) {
    refreshComposer();
    showSought();
    return;
  }

  // "merge" swaps a list of elements with ids: what is unchanged stays, so that focus, scroll, open
  // details and a screen reader's place survive; only what is new is added, and so announced.
  const update = (old, fresh) => {
    for (const part of ["meta", "interp"]) {
      const was = find(`.${part}`, old);
      const now = find(`.${part}`, fresh);
      if (was && now && was.innerHTML !== now.innerHTML) was.replaceChildren(...now.childNodes);
      if (!was && now) old.insertBefore(now, find(".meta", old));
    }
  };
  htmx.defineExtension("merge", {
    isInlineSwap: (style) => style === "merge",
    handleSwap: (style, target, fragment) => {
      if (style !== "merge") return false;
      const added = [];
      let before = null;
      for (const fresh of [...fragment.children].reverse()) {
        const old = fresh.id ? document.getElementById(fresh.id) : null;
        if (old) update(old, fresh);
        else {
          target.insertBefore(fresh, before);
          added.push(fresh);
        }
        before = old ?? fresh;
      }
      return added;
    },
  });

  // An event carries only ids: a thread that it does not concern stays as it is.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const trigger = event.detail.requestConfig.triggeringEvent;
    // What was found stays until something else is searched for.
    if (event.detail.elt.id === "list" && find("#search")?.value.trim()) event.preventDefault();
    const mine = event.detail.elt.dataset?.conversation ? person() : [];
    const told = String(trigger?.detail?.data);
    if (trigger?.type === "sse:conversation" && mine.length && !mine.some((id) => told.includes(id))) {
      event.preventDefault();
    }
  });
  // What is the same stays, with its open menus and focus.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { fragment, target } = event.detail;
    if (fragment.firstElementChild?.isEqualNode(target)) event.detail.shouldSwap = false;
  });
  // A live refresh may overtake the answer to a press of a button, and replace that button. htmx would then
  // look for what the answer updates beside the old button, outside the page; it goes in from the log instead.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, target, serverResponse, pathInfo, shouldSwap } = event.detail;
    if (!shouldSwap || requestConfig.elt.isConnected || target.id !== "log") return;
    event.detail.shouldSwap = false;
    if (!pathInfo.requestPath.includes(target.dataset.conversation)) return;
    htmx.swap(target, serverResponse, { swapStyle: "merge" }, { contextElement: target });
  });
  // The list is fetched again at the length that is shown now.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id !== "list") return;
    const lengths = all("[data-group]").map((group) => group.querySelectorAll(".conv").length);
    event.detail.parameters.shown = String(Math.max(0, ...lengths));
    // The list's own address may be older than what has been typed since.
    for (const name of ["q", "channel", "from", "to"]) event.detail.parameters[name] = "";
  });
  // The customer is writing; said for as long as one line takes, and no longer.
  let typingUntil = 0;
  document.addEventListener("htmx:sseBeforeMessage", (event) => {
    const note = event.target;
    if (note.id !== "typing") return;
    event.preventDefault();
    if (!person().includes(String(event.detail.data).trim())) return;
    note.hidden = false;
    clearTimeout(typingUntil);
    typingUntil = setTimeout(() => find("#typing")?.setAttribute("hidden", ""), 6000);
  });
  // A stream that comes back within moments is nobody's concern; one that stays away is said.
  let awaySince = 0;
  document.addEventListener("htmx:sseError", () => {
    if (awaySince) return;
    awaySince = setTimeout(() => find("#live-note")?.removeAttribute("hidden"), 6000);
  });
  document.addEventListener("htmx:sseOpen", () => {
    if (!awaySince) return;
    clearTimeout(awaySince);
    awaySince = 0;
    find("#live-note")?.setAttribute("hidden", "");
    // What happened meanwhile is fetched once.
    for (const part of all("[data-live]")) htmx.trigger(part, "refresh");
  });
  document.addEventListener("htmx:responseError", (event) => {
    const note = find("#failed-note");
    if (note && event.detail.xhr.status >= 500) note.hidden = false;
    if (event.detail.xhr.status === 401 || event.detail.xhr.status === 403) location.reload();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id === "conversation") showSought();
    markCurrent();
    refreshComposer();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && ["composer", "sim-form"].includes(event.detail.elt.id)) {
      // What was refused stays to be mended.
      if (!find(".error", event.detail.elt)) event.detail.elt.reset();
      refreshComposer();
    }
  });
  document.addEventListener("htmx:historyRestore", markCurrent);

  markCurrent();
  refreshComposer();
  showSought();
})();
