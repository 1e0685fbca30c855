// Which features of CSS a style sheet uses, as MDN's data names them.
//
// A value that is newer than the one before it, of the same property in the same rule, does no
// harm: where it is not known, the one before it counts. So is only the first one looked at.

import { parse, walk } from "css-tree";

/** Lengths by what the screen has left; the rest have names of their own. */
const VIEWPORT = { d: "dynamic", s: "small", l: "large" };

/** Kinds of values whose functions are told one by one. */
const SOURCES = ["color", "easing-function", "gradient", "image", "transform-function"];

function length(unit, lengths) {
  const way = /^([dsl])v([hwib]|min|max)$/.exec(unit);
  if (way !== null) return lengths[`viewport_percentage_units_${VIEWPORT[way[1]]}`];
  return lengths[unit];
}

/** Feature → its data. Raises where a property, a rule or a selector is in no data. */
export function uses(style, { css }) {
  const found = new Map();
  const note = (name, feature, needed = true) => {
    if (feature?.__compat !== undefined) found.set(name, [feature.__compat]);
    else if (needed) throw new Error(`supported: no data on ${name}`);
  };
  const before = new WeakMap();
  walk(parse(style), {
    enter(node) {
      if (node.type === "Atrule") note(`@${node.name}`, css["at-rules"][node.name]);
      if (node.type === "Feature") {
        const name = node.name.replace(/^(min|max)-/, "");
        note(`@media ${name}`, css["at-rules"].media[name]);
      }
      if (node.type === "PseudoClassSelector") note(`:${node.name}`, css.selectors[node.name]);
      if (node.type === "PseudoElementSelector") note(`::${node.name}`, css.selectors[node.name]);
      if (node.type !== "Declaration" || node.property.startsWith("--")) return;
      const { property } = node;
      const known = css.properties[property];
      note(property, known);
      const earlier = before.get(this.block) ?? new Set();
      before.set(this.block, earlier.add(property));
      if (earlier.size !== earlier.add(`again ${property}`).size) {
        values(node, known, note, css);
      }
    },
  });
  return found;
}

function values({ property, value }, known, note, css) {
  walk(value, (node) => {
    if (node.type === "Identifier") note(`${property}: ${node.name}`, known[node.name], false);
    if (node.type === "Function") {
      const name = `${node.name}()`;
      const { types: own } = css;
      // `rect()` of `clip` is as old as the property, and another than that of shapes.
      const types = [known, own, ...SOURCES.map((one) => own[one])];
      note(`${property}: ${name}`, types.find((one) => one[node.name])?.[node.name], false);
    }
    if (node.type === "Dimension") note(node.unit, length(node.unit, css.types.length), false);
  });
}
