/** Questions to the kernel, each with a name by which its answer is known. */
import { forMathlive } from "./mathfield.js";

const LONGEST_WAIT = 20_000; // milliseconds for an answer of the kernel

/** What a live part has of the world: the kernel, the typesetter, the language. */
export class Channel {
  constructor(model, mathlive) {
    this.model = model;
    this.mathlive = mathlive;
    this.lang = model.get("_lang");
    this.asked = new Map();
    this.last = 0;
    // Every page of a kernel hears all of its answers.
    this.page = Math.random().toString(36).slice(2);
    this.answered = ({ id, reply, error }) => {
      const waiting = this.asked.get(id);
      if (!waiting) return;
      this.asked.delete(id);
      clearTimeout(waiting.timer);
      if (error) waiting.reject(new Error(error));
      else waiting.resolve(reply);
    };
    this.spoken = () => {
      this.lang = model.get("_lang");
    };
    model.on("msg:custom", this.answered);
    model.on("change:_lang", this.spoken);
  }

  typeset(latex) {
    return this.mathlive.convertLatexToMarkup(forMathlive(latex));
  }

  request(kind, payload) {
    this.last += 1;
    const id = `${this.page}-${this.last}`;
    return new Promise((resolve, reject) => {
      const late = () => this.answered({ id, error: "late" });
      this.asked.set(id, { resolve, reject, timer: setTimeout(late, LONGEST_WAIT) });
      try {
        this.model.send({ id, kind, payload });
      } catch {
        this.answered({ id, error: "gone" });
      }
    });
  }

  close() {
    this.model.off("msg:custom", this.answered);
    this.model.off("change:_lang", this.spoken);
    for (const id of [...this.asked.keys()]) this.answered({ id, error: "gone" });
  }
}
