/** The maths fields of an answer, one for each of its claims. */
import { make } from "./dom.js";
import { latexOf, mathField, showLatex } from "./mathfield.js";

/** Rows that show claims, and tell when somebody types in one. */
export class MathRows {
  /**
   * @param {object} mathlive MathLive's module
   * @param {string} name what a reader of the screen hears
   * @param {string} word what a further row is called
   * @param {{input: () => void, enter: () => void, leave: () => void}} actions
   */
  constructor(mathlive, name, word, actions) {
    this.mathlive = mathlive;
    this.name = name;
    this.word = word;
    this.actions = actions;
    this.element = make("div", { class: "nablatex-rows" });
    this.locked = false;
    this.active = 0;
    // What each row was given, and how it said that back: MathLive spells some things its own way.
    this.given = [];
    this.shown = [];
    this.resize(1);
  }

  resize(count) {
    while (this.element.childElementCount > count) this.element.lastElementChild.remove();
    this.given.length = count;
    this.shown.length = count;
    for (let place = this.element.childElementCount; place < count; place += 1) {
      this.given[place] = "";
      this.shown[place] = "";
      this.element.append(this.row(place));
    }
  }

  row(place) {
    const name = place ? `${this.name}, ${this.word} ${place + 1}` : this.name;
    const input = () => {
      if (this.take(place)) this.actions.input();
    };
    const row = mathField(this.mathlive, name, { ...this.actions, input });
    row.readOnly = this.locked;
    row.addEventListener("focusin", () => {
      this.active = place;
    });
    // MathLive spells its own way when it is mounted, too: that is no key of anybody's.
    row.addEventListener("mount", () => {
      if (this.given[place]) this.shown[place] = latexOf(row);
    });
    return row;
  }

  /** Take what somebody typed in a row, and tell whether anything was. */
  take(place) {
    const latex = latexOf(this.element.children[place]);
    if (latex === this.shown[place]) return false;
    this.given[place] = latex;
    this.shown[place] = latex;
    return true;
  }

  /** Take the keys that the row with the focus has not told of yet. */
  settle() {
    const row = this.element.children[this.active];
    return !this.locked && row === document.activeElement && this.take(this.active);
  }

  /** The claims, those left out that are empty. */
  claims() {
    return this.given.filter((latex) => latex.trim());
  }

  /** Show claims that the kernel has read, and let them be typed in. */
  show(claims) {
    this.resize(Math.max(claims.length, 1));
    claims.forEach((latex, place) => {
      if (latex !== this.given[place]) this.put(place, latex);
    });
    if (!claims.length && this.given[0]) this.put(0, "");
    this.lock(false);
  }

  put(place, latex) {
    const row = this.element.children[place];
    showLatex(row, latex);
    this.given[place] = latex;
    this.shown[place] = latexOf(row);
  }

  /** Let nobody type in the rows while they do not show the answer, or let them again. */
  lock(locked) {
    this.locked = locked;
    for (const row of this.element.children) row.readOnly = locked;
  }

  add() {
    this.resize(this.given.length + 1);
    this.element.lastElementChild.focus();
  }

  insert(latex) {
    const row = this.element.children[this.active] ?? this.element.children[0];
    row.insert(latex, { focus: true, scrollIntoView: false, selectionMode: "placeholder" });
  }
}
