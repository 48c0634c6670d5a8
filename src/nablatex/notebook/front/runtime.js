/**
 * What makes a notebook live. One hidden widget a kernel; its module is this one.
 *
 * What is shown stands in ordinary outputs, complete as they are. This watches the page for them
 * and gives each its live part, so that a page that was reloaded, or an output that was scrolled
 * away and came back, is live again, and a saved notebook holds no widget that could be missing.
 */
import { mountCopy } from "./copy.js";
import { mountField } from "./field.js";
import { forMathlive } from "./mathfield.js";
import { mountPlayer } from "./player.js";

const KINDS = { field: mountField, player: mountPlayer, copy: mountCopy };
const LONGEST_WAIT = 20_000; // milliseconds for an answer of the kernel

async function initialize({ model }) {
  const mathlive = await shared(model.get("_mathlive"));
  const channel = new Channel(model, mathlive);
  const mounted = new Map();
  const mount = () => {
    for (const element of document.querySelectorAll("[data-nablatex]:not([data-live])")) {
      const { nablatex: kind, runtime } = element.dataset;
      // What names no kernel is served by any; another kernel's is not touched.
      if (!KINDS[kind] || (runtime && runtime !== model.get("_name"))) continue;
      element.dataset.live = "";
      mounted.set(element, KINDS[kind](element, channel));
    }
    for (const [element, undo] of mounted) {
      if (!element.isConnected && !element.closest(".jp-Cell")) {
        undo();
        mounted.delete(element);
      }
    }
  };
  const watch = new MutationObserver(mount);
  watch.observe(document.body, { childList: true, subtree: true });
  mount();
  const stop = () => {
    watch.disconnect();
    for (const [element, undo] of mounted) {
      undo();
      delete element.dataset.live;
    }
    mounted.clear();
    channel.close();
  };
  // A kernel that restarts takes the widget's other half with it.
  model.on("comm_live_update", stop);
  return stop;
}

/** MathLive, once a page, however many kernels send it. */
function shared(text) {
  const name = Symbol.for("nablatex.mathlive");
  window[name] ??= loaded(text);
  return window[name];
}

/** MathLive, from its text: an output has no address that it could be loaded from. */
async function loaded(text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const mathlive = await import(address);
  URL.revokeObjectURL(address);
  // Its fonts stand in the style sheet; sounds there are none.
  mathlive.MathfieldElement.fontsDirectory = null;
  mathlive.MathfieldElement.soundsDirectory = null;
  return mathlive;
}

/** Questions to the kernel, each with a number by which its answer is known. */
class Channel {
  constructor(model, mathlive) {
    this.model = model;
    this.mathlive = mathlive;
    this.lang = model.get("_lang");
    this.asked = new Map();
    this.last = 0;
    this.answered = ({ id, reply, error }) => {
      const waiting = this.asked.get(id);
      this.asked.delete(id);
      clearTimeout(waiting?.timer);
      if (error) waiting?.reject(new Error(error));
      else waiting?.resolve(reply);
    };
    model.on("msg:custom", this.answered);
    model.on("change:_lang", () => {
      this.lang = model.get("_lang");
    });
  }

  typeset(latex) {
    return this.mathlive.convertLatexToMarkup(forMathlive(latex));
  }

  request(kind, payload) {
    this.last += 1;
    const id = `${this.last}`;
    return new Promise((resolve, reject) => {
      const late = () => this.answered({ id, error: "timeout" });
      this.asked.set(id, { resolve, reject, timer: setTimeout(late, LONGEST_WAIT) });
      this.model.send({ id, kind, payload });
    });
  }

  close() {
    for (const { timer } of this.asked.values()) clearTimeout(timer);
    this.asked.clear();
  }
}

export default { initialize };
