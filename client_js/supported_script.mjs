// Which features of the language and of the browser a script uses, as MDN's data names them.
//
// Types are not known here. A name behind a dot counts for everything that has a member of that
// name, and is missing only where all of them are; what is asked of an iterator right where it is
// made is told apart, since arrays have had the same methods for long. (The compiler, which knows
// the types, is held to an older edition of the language by tsconfig.json.)

import { parse } from "acorn";

/** Kinds of nodes that are newer than ECMAScript 2015, or interesting: kind → feature. */
const SYNTAX = {
  ArrowFunctionExpression: "functions.arrow_functions",
  AwaitExpression: "operators.await",
  ChainExpression: "operators.optional_chaining",
  ClassDeclaration: "statements.class",
  ClassExpression: "operators.class",
  ForOfStatement: "statements.for_of",
  ImportExpression: "operators.import",
  ObjectPattern: "operators.destructuring",
  PrivateIdentifier: "classes.private_class_fields",
  PropertyDefinition: "classes.public_class_fields",
  RestElement: "functions.rest_parameters",
  SpreadElement: "operators.spread",
  StaticBlock: "classes.static.initialization_blocks",
  TemplateLiteral: "grammar.template_literals",
  YieldExpression: "operators.yield",
};
const OPERATORS = {
  "**": "operators.exponentiation",
  "**=": "operators.exponentiation_assignment",
  "??": "operators.nullish_coalescing",
  "??=": "operators.nullish_coalescing_assignment",
  "&&=": "operators.logical_and_assignment",
  "||=": "operators.logical_or_assignment",
};
const FLAGS = { d: "hasIndices", s: "dotAll", u: "unicode", v: "unicodeSets", y: "sticky" };
const PATTERNS = [
  [/\(\?<[=!]/, "lookbehind_assertion"],
  [/\(\?<[a-z]/i, "named_capturing_group"],
  [/\(\?[a-z-]+:/, "modifier"],
  [/\\[pP]\{/, "unicode_character_class_escape"],
];
/** Global objects that are not named like their kind. */
const OBJECTS = {
  crypto: "Crypto", document: "Document", globalThis: "Window", history: "History",
  location: "Location", navigator: "Navigator", performance: "Performance", self: "Window",
  window: "Window", console: "console",
};
const ITERATORS = new Set(["entries", "keys", "values"]);
const SKIPPED = /^__|_event$|_static$|_parameter$/;

/** Every node below this one, with those that stand around it, nearest first. */
export function* nodes(node, around = []) {
  yield [node, around];
  for (const [key, value] of Object.entries(node)) {
    if (key === "parent" || typeof value !== "object" || value === null) continue;
    for (const inner of Array.isArray(value) ? value : [value]) {
      if (typeof inner?.type === "string") yield* nodes(inner, [node, ...around]);
    }
  }
}

const at = (data, path) => path.split(".").reduce((found, key) => found?.[key], data);

/** Name of a member → all that have one. */
function members({ api, javascript }) {
  const found = new Map();
  for (const kinds of [javascript.builtins, api]) {
    for (const [kind, its] of Object.entries(kinds)) {
      for (const [name, { __compat }] of Object.entries(its)) {
        if (SKIPPED.test(name) || name === kind || __compat === undefined) continue;
        found.set(name, [...(found.get(name) ?? []), __compat]);
      }
    }
  }
  return found;
}

function declared(tree) {
  const names = new Set(["arguments", "undefined"]);
  const take = (pattern) => {
    for (const [node, [parent]] of nodes(pattern)) {
      const key = parent?.type === "Property" && parent.key === node && parent.value !== node;
      if (node.type === "Identifier" && !key) names.add(node.name);
    }
  };
  for (const [node] of nodes(tree)) {
    if (node.type === "VariableDeclarator") take(node.id);
    if (node.type === "CatchClause" && node.param) take(node.param);
    if (node.id && /^(Function|Class)/.test(node.type)) take(node.id);
    for (const param of node.params ?? []) take(param);
  }
  return names;
}

/** Names of members that the script itself makes: what is asked by them is most likely its own. */
function made(tree) {
  const names = new Set();
  for (const [node, [parent]] of nodes(tree)) {
    const { key, left } = node;
    const pattern = parent?.type === "ObjectPattern";
    if (key && !node.computed && !pattern) names.add(key.name ?? String(key.value));
    if (left?.type === "MemberExpression" && !left.computed) names.add(left.property.name);
  }
  return names;
}

/** Whether an identifier stands for a value, and is not the name of a member or of a label. */
function isValue(node, parent) {
  if (parent?.type === "MemberExpression") return parent.object === node || parent.computed;
  if (/^(Property|MethodDefinition|PropertyDefinition)$/.test(parent?.type)) {
    return parent.value === node || parent.computed;
  }
  return !/^(LabeledStatement|BreakStatement|ContinueStatement)$/.test(parent?.type);
}

/** Feature → the data of everything that may be meant. Raises where a global is in no data. */
export function uses(script, data) {
  const tree = parse(script, { ecmaVersion: "latest" });
  const own = declared(tree);
  const ours = made(tree);
  const known = members(data);
  const { api, javascript } = data;
  const found = new Map();
  const note = (name, ...all) => found.set(name, all.filter((one) => one !== undefined));
  const language = (path) => {
    const feature = at(javascript, path);
    if (feature?.__compat === undefined) throw new Error(`supported: no data on ${path}`);
    note(`javascript.${path}`, feature.__compat);
  };
  const global = (name) => {
    const one = javascript.builtins[name] ?? javascript.builtins.globals?.[name] ?? api[name];
    const compat = one?.__compat ?? (api.Window[name] ?? api.EventTarget[name])?.__compat;
    if (compat === undefined) throw new Error(`supported: no data on the global ${name}`);
    note(name, compat);
  };
  /** `name` of something that is known by its own name, or undefined. */
  const exact = (object, name) => {
    if (object.type !== "Identifier" || own.has(object.name)) return undefined;
    const kind = OBJECTS[object.name] ?? object.name;
    return (
      javascript.builtins[kind]?.[name] ?? api[kind]?.[`${name}_static`] ?? api[kind]?.[name]
    );
  };
  for (const [node, [parent]] of nodes(tree)) {
    if (node.type in SYNTAX) language(SYNTAX[node.type]);
    if (node.async) language("statements.async_function");
    if (node.type === "ForOfStatement" && node.await) language("statements.for_await_of");
    if (node.operator in OPERATORS) language(OPERATORS[node.operator]);
    if (typeof node.bigint === "string") language("builtins.BigInt");
    if (node.regex !== undefined) {
      for (const flag of node.regex.flags) if (flag in FLAGS) language(`builtins.RegExp.${FLAGS[flag]}`);
      for (const [shape, name] of PATTERNS) {
        if (shape.test(node.regex.pattern)) language(`regular_expressions.${name}`);
      }
    }
    if (node.type === "Identifier" && isValue(node, parent) && !own.has(node.name)) global(node.name);
    if (node.type !== "MemberExpression") continue;
    const name = node.computed ? node.property.value : node.property.name;
    if (typeof name !== "string") continue;
    const { object } = node;
    const sure = exact(object, name)?.__compat;
    // `Object.entries(one)` is an array; `map.entries()` is an iterator.
    const asks = object.type === "CallExpression" && object.arguments.length === 0;
    const from = asks && object.callee.property?.name;
    const helper = ITERATORS.has(from) && javascript.builtins.Iterator[name]?.__compat;
    if (sure !== undefined) note(`${object.name}.${name}`, sure);
    else if (helper) note(`.${from}().${name}`, helper);
    else if (known.has(name) && !ours.has(name)) note(`.${name}`, ...known.get(name));
  }
  return found;
}
