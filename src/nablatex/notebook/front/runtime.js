/**
 * What makes a notebook live. One hidden widget a kernel; its module is this one.
 *
 * What is shown stands in ordinary outputs, complete as they are. This watches the page for them
 * and gives each its live part, so that a page that was reloaded, or an output that was scrolled
 * away and came back, is live again, and a saved notebook holds no widget that could be missing.
 */
import { isScrolledAway } from "./cell.js";
import { Channel } from "./channel.js";
import { mountCopy } from "./copy.js";
import { mountField } from "./field.js";
import { mountPlayer } from "./player.js";

const KINDS = { field: mountField, player: mountPlayer, copy: mountCopy };
const SWEEP_AFTER = 1_000; // milliseconds of rest before what has left the page is looked for

async function initialize({ model }) {
  const name = model.get("_name");
  const page = pageState();
  const mathlive = await (page.mathlive ??= loaded(model.get("_mathlive")));
  // A notebook that was closed and opened again has a new half here, and the old one is dead.
  page.stops.get(name)?.();
  const channel = new Channel(model, mathlive);
  const mounted = new Map();
  let sweeping;
  const look = () => {
    mountAll(name, channel, mounted);
    clearTimeout(sweeping);
    sweeping = setTimeout(() => sweep(mounted), SWEEP_AFTER);
  };
  const watch = new MutationObserver(look);
  watch.observe(document.body, { childList: true, subtree: true });
  look();
  const stop = () => {
    watch.disconnect();
    clearTimeout(sweeping);
    model.off("comm_live_update", stop);
    for (const element of [...mounted.keys()]) unmount(element, mounted);
    channel.close();
    if (page.stops.get(name) === stop) page.stops.delete(name);
  };
  page.stops.set(name, stop);
  // A kernel that restarts takes the widget's other half with it.
  model.on("comm_live_update", stop);
  return stop;
}

/** What all kernels of one page share. */
function pageState() {
  const name = Symbol.for("nablatex.page");
  if (!window[name]) {
    window[name] = { mathlive: null, stops: new Map() };
    // JupyterLab cancels the browser's own undo; in a live part it belongs to the field.
    const guard = (event) => {
      if (event.target.closest?.(".nablatex-live")) event.stopImmediatePropagation();
    };
    window.addEventListener("beforeinput", guard, { capture: true });
  }
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

function mountAll(name, channel, mounted) {
  for (const element of document.querySelectorAll("[data-nablatex]:not([data-live])")) {
    const { nablatex: kind, runtime } = element.dataset;
    // What names no kernel is served by any; another kernel's is not touched.
    if (!KINDS[kind] || (runtime && runtime !== name)) continue;
    element.dataset.live = "";
    try {
      mounted.set(element, KINDS[kind](element, channel));
    } catch (error) {
      // One that cannot be made live stays as it is shown, and hinders no other.
      console.warn("nablatex", error);
    }
  }
}

/** Let go of what belongs to no open notebook any more. */
function sweep(mounted) {
  for (const element of [...mounted.keys()]) {
    if (!element.isConnected && !isScrolledAway(element)) unmount(element, mounted);
  }
}

function unmount(element, mounted) {
  mounted.get(element)?.();
  mounted.delete(element);
  delete element.dataset.live;
}

export default { initialize };
