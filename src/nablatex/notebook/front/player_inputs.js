// The inputs of a graph that a reader may move: a slider and a number for each.

import { playerElement } from "./player_element.js";

const PLAYER_MOST_OPEN = 8;

/**
 * Return the inputs of a player's graph, or null where there are none; moves go to `player.move`.
 *
 * @param {object} player the player, with its content, its words and its signal of the end
 * @returns {HTMLElement | null} what may be opened and moved
 */
export function playerInputs(player) {
  const values = {};
  const rows = player.content.nodes
    .flatMap((node) => node.inputs.map((input) => playerInput(player, node, input, values)));
  if (!rows.length) return null;
  const part = playerElement("details", "np-moving", {},
    playerElement("summary", "", {}, player.words.inputs),
    playerElement("div", "np-inputs", {}, ...rows));
  part.open = rows.length <= PLAYER_MOST_OPEN;
  return part;
}

/** Return one input; `values` holds all numbers of each name, which are asked for together. */
function playerInput(player, node, input, values) {
  const place = input.place ?? 0;
  const flat = (values[input.name] ??= new Array(input.count).fill(0));
  flat[place] = input.value;
  const reach = Math.max(5, Math.ceil(2 * Math.abs(input.value)));
  const shown = Number(input.value.toPrecision(6));
  const which = input.place === null ? "" : `[${place}]`;
  const said = { "aria-label": `${input.name}${which}`, value: shown };
  const step = reach > 20 ? 1 : 0.1;
  const range = playerElement("input", "", { type: "range", min: -reach, max: reach, step, ...said });
  const number = playerElement("input", "", { type: "number", step: "any", ...said });
  const label = playerElement("label", "", {}, player.mathSpan(input.name, node.text), which);
  const move = (from, to) => {
    if (from.value === "" || !Number.isFinite(Number(from.value))) return;
    to.value = from.value;
    flat[place] = Number(from.value);
    player.move({ [input.name]: input.place === null ? flat[0] : [...flat] });
  };
  const { signal } = player.ended;
  range.addEventListener("input", () => move(range, number), { signal });
  number.addEventListener("input", () => move(number, range), { signal });
  return playerElement("div", "np-input", {}, label, range, number);
}
