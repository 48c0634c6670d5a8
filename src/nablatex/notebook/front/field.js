/**
 * The maths input of one answer: a maths field for each line, the LaTeX beside it, how it was
 * understood, and the verdict. The cell holds the answer; all of this only helps to write it.
 */
import { cellOf, saveOutput } from "./cell.js";
import { formula, make, sentence } from "./dom.js";
import { keyboard } from "./keyboard.js";
import { latexOf, mathField } from "./mathfield.js";
import { wordsOf } from "./words.js";

const WRITE_AFTER = 120; // milliseconds without a key before the cell is written
let fields = 0;

/**
 * Make an answer's place live.
 * @param {HTMLElement} element a `data-nablatex="field"`
 * @param {object} channel to the kernel, and to the typesetter
 * @returns {() => void} what leaves the place as it was
 */
export function mountField(element, channel) {
  const field = new Field(element, channel);
  return () => field.remove();
}

class Field {
  constructor(element, channel) {
    const { label, lines, head, verdict } = JSON.parse(element.dataset.content);
    this.element = element;
    this.channel = channel;
    this.label = label;
    this.head = head;
    this.words = wordsOf(channel.lang);
    this.typeset = (latex) => channel.typeset(latex);
    this.before = [...element.childNodes];
    this.lines = lines.length ? lines : [""];
    this.reading = null;
    this.waiting = false;
    this.active = 0;
    this.build();
    this.showLines();
    if (verdict) this.showVerdict(verdict);
    this.read();
  }

  // -- what stands there ------------------------------------------------------------------------

  build() {
    fields += 1;
    const { words, label } = this;
    const id = `nablatex-line-${fields}`;
    this.rows = make("div", { class: "nablatex-rows" });
    this.line = make("textarea", { id, rows: "1", spellcheck: "false", autocapitalize: "off" });
    this.line.setAttribute("aria-label", `${words.line} ${label}`);
    this.echo = make("div", { class: "nablatex-echo" });
    this.status = make("div", { class: "nablatex-status", role: "status" });
    const insert = (latex) => this.insert(latex);
    const keys = keyboard(this.channel.lang, `${words.keyboard} ${label}`, insert);
    const check = make("button", { type: "button", class: "nablatex-check" }, words.check);
    check.addEventListener("click", () => this.check());
    const more = make("button", { type: "button", class: "nablatex-more" }, `+ ${words.another}`);
    more.addEventListener("click", () => this.addLine());
    const title = make("div", { class: "nablatex-label" }, `${words.answer} ${label}`);
    const beside = make("label", { for: id, class: "nablatex-beside" }, words.latex);
    const typed = make("div", { class: "nablatex-typed" }, beside, this.line, more, check);
    const group = { class: "nablatex-live", role: "group", "aria-label": `${words.answer} ${label}` };
    // JupyterLab's own shortcuts (Shift+Enter runs the cell and would wipe the field) stay out.
    group["data-lm-suppress-shortcuts"] = "true";
    this.live = make("div", group, title, this.rows, keys, typed, this.echo, this.status);
    this.listen();
    this.element.replaceChildren(this.live);
  }

  listen() {
    this.line.addEventListener("input", () => {
      this.lines = this.line.value.split("\n");
      this.showRows();
      this.changed();
    });
    this.line.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.altKey) return;
      event.preventDefault();
      this.check();
    });
    this.live.addEventListener("keydown", (event) => this.passed(event));
    // JupyterLab cancels the browser's own undo; here it belongs to the field.
    this.guard = (event) => {
      if (this.live.contains(event.target)) event.stopImmediatePropagation();
    };
    window.addEventListener("beforeinput", this.guard, { capture: true });
  }

  /** Let the notebook have what is its own, such as Ctrl+S, and keep the rest. */
  passed(event) {
    event.stopPropagation();
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    this.write();
    const { key, code, keyCode, ctrlKey, metaKey, shiftKey } = event;
    const again = { key, code, keyCode, ctrlKey, metaKey, shiftKey, bubbles: true };
    this.element.closest(".jp-Notebook")?.dispatchEvent(new KeyboardEvent("keydown", again));
  }

  // -- the lines --------------------------------------------------------------------------------

  showLines() {
    this.showLine();
    this.showRows();
  }

  showLine() {
    const text = this.lines.join("\n");
    if (this.line.value !== text) this.line.value = text;
    this.line.rows = Math.min(this.lines.length, 8);
  }

  showRows() {
    this.line.rows = Math.min(this.lines.length, 8);
    while (this.rows.childElementCount > this.lines.length) this.rows.lastElementChild.remove();
    this.lines.forEach((latex, place) => {
      const row = this.rows.children[place] ?? this.newRow(place);
      if (latexOf(row) !== latex) row.setValue(latex, { silenceNotifications: true });
    });
  }

  newRow(place) {
    const { words, label } = this;
    const name = `${words.answer} ${label}, ${words.field}${place ? `, ${words.row} ${place + 1}` : ""}`;
    const row = mathField(this.channel.mathlive, name, {
      input: () => {
        this.lines[place] = latexOf(row);
        this.showLine();
        this.changed();
      },
      enter: () => this.check(),
      leave: () => this.element.closest(".jp-Notebook")?.focus(),
    });
    row.addEventListener("focusin", () => {
      this.active = place;
    });
    this.rows.append(row);
    return row;
  }

  addLine() {
    this.lines.push("");
    this.showLines();
    this.rows.lastElementChild.focus();
    this.changed();
  }

  insert(latex) {
    const row = this.rows.children[this.active] ?? this.rows.children[0];
    row.insert(latex, { focus: true, scrollIntoView: false, selectionMode: "placeholder" });
  }

  get text() {
    return this.lines.join("\n");
  }

  // -- the cell ---------------------------------------------------------------------------------

  changed() {
    if (this.status.textContent) {
      this.status.classList.add("nablatex-old");
      this.status.replaceChildren(this.words.changed);
    }
    clearTimeout(this.writing);
    this.writing = setTimeout(() => this.write(), WRITE_AFTER);
    this.read();
  }

  /** Write the answer into its cell, which is what is saved. */
  write() {
    clearTimeout(this.writing);
    const cell = cellOf(this.element);
    if (!cell) {
      this.say(this.words.unsaved, "nablatex-warn");
      return;
    }
    const source = `${this.head}\n${this.text}`;
    if (cell.read() !== source) cell.write(source);
  }

  // -- the kernel -------------------------------------------------------------------------------

  /** Ask how the answer is understood; while a question is on its way the latest one waits. */
  async read() {
    if (!this.text.trim()) {
      this.echo.replaceChildren(make("span", { class: "nablatex-hint" }, this.words.empty));
      return;
    }
    if (this.reading) {
      this.waiting = true;
      return;
    }
    const asked = this.text;
    this.reading = this.channel.request("read", { label: this.label, latex: asked });
    try {
      this.showEcho(await this.reading);
    } catch (error) {
      this.say(`${this.words.failed}: ${error.message}`, "nablatex-warn");
    }
    this.reading = null;
    if (this.waiting && this.text !== asked) this.read();
    this.waiting = false;
  }

  showEcho({ read, unread }) {
    if (!this.text.trim()) return;
    const says = make("span", { class: "nablatex-says" }, `${this.words.reads}: `);
    this.echo.replaceChildren(says);
    read.forEach((latex) => this.echo.append(formula(latex, this.typeset), " "));
    if (!unread) return;
    const why = make("span", { class: "nablatex-hint" }, `${this.words.unfinished}: `);
    why.append(sentence(unread, this.typeset));
    this.echo.replaceChildren(why);
  }

  async check() {
    this.write();
    this.say(this.words.checking, "nablatex-old");
    const asked = this.text;
    try {
      const payload = { label: this.label, head: this.head, latex: asked };
      const { verdict, saved } = await this.channel.request("check", payload);
      if (this.text !== asked) return;
      this.showVerdict(verdict);
      if (!saveOutput(this.element, saved)) this.channel.request("save", payload);
    } catch (error) {
      this.say(`${this.words.failed}: ${error.message}`, "nablatex-warn");
    }
  }

  showVerdict({ outcome, mark, word, says }) {
    this.status.className = `nablatex-status nablatex-${outcome}`;
    const head = make("strong", {}, `${mark} ${word}`);
    const list = make("ul");
    says.forEach((text) => list.append(make("li", {}, sentence(text, this.typeset))));
    this.status.replaceChildren(head, ...(says.length ? [list] : []));
  }

  say(text, kind) {
    this.status.className = `nablatex-status ${kind}`;
    this.status.replaceChildren(text);
  }

  remove() {
    clearTimeout(this.writing);
    window.removeEventListener("beforeinput", this.guard, { capture: true });
    const asleep = make("p", { class: "nablatex-hint" }, this.words.asleep);
    this.element.replaceChildren(...this.before, asleep);
  }
}
