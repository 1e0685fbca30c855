"""The build makes the survivor's script smaller: what it may leave out, shorten and rewrite.

Each rule has a planted case in which a fault would go through without it.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping

from tests.browser.place import ROOT

CLIENT = ROOT / "client_js"
BUILT = ROOT / "orgkeys" / "built"


def node(script: str, given: object) -> subprocess.CompletedProcess[str]:
    """Runs a module in client_js that finds `given` and prints JSON."""
    whole = f"const given = JSON.parse(process.argv[1]);{script}"
    return subprocess.run(
        ["node", "--input-type=module", "-e", whole, json.dumps(given)],
        cwd=CLIENT, capture_output=True, text=True, check=False,
    )  # fmt: skip


SHORT_NAMES = """
import { platformNames, shortNames } from "./short_names.mjs";
const platform = platformNames("node_modules");
const answer = ({ own, library = "", words = [], places = [] }) => {
  try {
    return shortNames({
      own: [["src/planted.ts", own]], libraries: [["node_modules/x.js", library]], platform,
      words: new Set(words), places: new Set(places), readsData: [],
    });
  } catch (error) {
    return error.message;
  }
};
console.log(JSON.stringify(given.map(answer)));
"""


def short(*cases: str | Mapping[str, object]) -> list[list[str] | str]:
    """For each case the names that are shortened, or what stopped the build."""
    done = node(SHORT_NAMES, [{"own": one} if isinstance(one, str) else one for one in cases])
    assert done.returncode == 0, done.stderr
    answers: list[list[str] | str] = json.loads(done.stdout)
    return answers


USES = "class Visit { waitingPlace = 1; go() { return this.waitingPlace } };"


def test_a_name_that_only_we_know_is_shortened() -> None:
    both = "const { waitingPlace: a, b } = c; d?.seatTaken"
    key = {"own": USES, "words": ["waitingPlace"]}
    assert short(USES, key, both) == [["waitingPlace"]] * 2 + [["seatTaken", "waitingPlace"]]


def test_a_name_that_is_reached_by_a_string_stays() -> None:
    ways = (
        'take(box, "waitingPlace");',
        'take(box["waitingPlace"]);',
        'if ("waitingPlace" in box) go();',
        'const box = { "waitingPlace": 1 };',
        "take(box[`${kind}waitingPlace`]);",
        'for (const one of ["left,waitingPlace"]) take(one);',
        "box.dataset.waitingPlace = 1;",
    )
    for way, found in zip(ways, short(*(USES + way for way in ways)), strict=True):
        assert found == [], way


def test_a_name_that_others_know_stays() -> None:
    cases: list[str | dict[str, object]] = [
        {"own": USES, "library": "export const a = (b) => b.waitingPlace;"},
        {"own": USES, "library": 'export const a = "waitingPlace";'},
        # fill(text, { waitingPlace })
        {"own": USES, "places": ["waitingPlace"]},
        # Options of browsers are on no object that one could list; the types know them.
        "a.focus({ preventScroll: true }); b({ timeZone: c, hourCycle: d });",
        'jsx("input", { onInput: a, autoFocus: b, spellcheck: c, maxLength: d });',
        "window.queueMicrotask(a); b.scrollIntoView(); c.isSecureContext;",
    ]
    for case, found in zip(cases, short(*cases), strict=True):
        assert found == [], case


def test_a_key_of_the_words_that_prose_could_be_cut_into_stays() -> None:
    """`"relative witness".split(" ")` finds texts; prose that is only shown does not."""
    own = 'take({ relative: 1 }); const all = "relative witness";'
    assert short({"own": own, "words": ["relative", "witness"]}, own) == [[], ["relative"]]


def test_what_cannot_be_read_stops_the_build() -> None:
    doubts = (
        "JSON.parse(text);",
        "JSON.stringify(box);",
        "Object.entries(box);",
        "Object.keys(box);",
        "Object.assign(link.dataset, box);",
        "Reflect.ownKeys(box);",
        "for (const name in box) take(name);",
        "structuredClone(box);",
        "worker.postMessage(box);",
        "(await fetch(a)).json();",
        'import("./more.js");',
        "eval(text);",
    )
    for doubt, found in zip(doubts, short(*(USES + doubt for doubt in doubts)), strict=True):
        assert isinstance(found, str), doubt
        assert found.startswith("src/planted.ts "), found


def test_the_inside_of_an_element_is_shortened_unless_somebody_reads_one_of_an_element() -> None:
    inside = 'jsx("p", { children: words }); const { children } = given;'
    alone, both = short(inside, f"{inside} element.children.length;")
    assert alone == ["children"]
    assert both == "src/planted.ts reads what may be an element's (children)"


def test_nothing_is_a_variable_that_is_never_given_anything() -> None:
    script = """
    import { withoutVoid } from "./smaller.mjs";
    const said = (one) => {
      try { return withoutVoid(one) } catch (error) { return error.message }
    };
    console.log(JSON.stringify(given.map(said)));
    """
    good = "(()=>{var a=void 0;b({$:void 0},c.$,void d());return void 0})();"
    taken = ["(()=>{let $=1})();", "(()=>{let{$}=a})();", "(()=>{($)=>1})();", "a=void 0;"]
    done = node(script, [good, *taken])
    assert done.returncode == 0, done.stderr
    lean, *refused = json.loads(done.stdout)
    assert lean == "(()=>{let $;var a=$;b({$:$},c.$,void d());return $})();"
    assert refused[:3] == ["$ means something already"] * 3
    assert "no function" in refused[3]
    built = (BUILT / "survivor.html").read_text(encoding="utf-8")
    assert "void 0" not in built[built.rindex("<script>") :]


def test_methods_that_nobody_calls_are_left_out() -> None:
    script = """
    import { withoutUnused } from "./smaller.mjs";
    console.log(JSON.stringify(given.map((one) => withoutUnused(one, new Set(["toString"])))));
    """
    used = "class A{constructor(){}seat(){}get row(){}static all(){}toString(){}spare(){}}"
    kept = [
        f"{used}new A().seat();A.all();const{{row:b}}=c;d['spare']",
        "class A{seat(){}}b(`${c}seat`)",
        "class A{'quoted'(){}[computed](){}#own(){}}",
    ]
    done = node(script, [*kept, "class A{seat(){}static all(){}get row(){}b(){}}c.b()"])
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [*kept, "class A{b(){}}c.b()"]


def test_the_built_words_and_the_script_have_the_same_short_names() -> None:
    script = (BUILT / "survivor.html").read_text(encoding="utf-8")
    block = json.loads((BUILT / "words.json").read_bytes())[0]["block"]
    assert "leastCharterVersion" not in script
    assert ".least_charter_version" in script, "the data block's own name"
    assert "endConfirm" not in script
    assert "endConfirm" not in json.dumps(block)
    for part in block.values():
        for key in part:
            assert re.search(rf"[.\"'`{{,]{re.escape(key)}\b", script), key


def test_the_libraries_prose_is_left_out_and_nothing_else() -> None:
    """client_js/lean.mjs takes out what their errors say, whatever it is made of."""
    cases = {
        'throw new Error("a)b");f(1)': "throw new Error();f(1)",
        "new TypeError(`x ${typeof (y ? `}` : '`')} z`), g()": "new TypeError(), g()",
        "new RangeError('it\\'s ' + name(1, [2]) + ')');h()": "new RangeError();h()",
        "if (a) throw new Error(); b(')')": "if (a) throw new Error(); b(')')",
        "renewError('kept')": "renewError('kept')",
    }
    script = """
    import { withoutProse } from "./lean.mjs";
    console.log(JSON.stringify(given.map(withoutProse)));
    """
    done = node(script, list(cases))
    assert json.loads(done.stdout) == list(cases.values())
    built = (BUILT / "survivor.html").read_text(encoding="utf-8")
    for library in ("ciphers", "curves", "ed25519", "post-quantum"):
        assert built.count(f"noble-{library} - MIT License") == 1


def test_a_cut_takes_one_thing_out_and_stops_at_surprises() -> None:
    script = """
    import { cut } from "./lean.mjs";
    const rule = { from: /\\bprepare: \\(key\\) => \\{/g, times: 1 };
    console.log(JSON.stringify(cut(given, rule)));
    """
    code = "a({ b: 1, prepare: (key) => { if (key) { c('}') } }, d: (key) => {} })"
    assert json.loads(node(script, code).stdout) == "a({ b: 1,  d: (key) => {} })"
    for surprise in (code + code, "a({})"):
        done = node(script, surprise)
        assert done.returncode != 0
        assert "times" in done.stderr


def test_the_tables_of_sha2_are_computed_and_compared_with_the_library() -> None:
    script = """
    import { readFileSync } from "node:fs";
    import { withoutTables } from "./lean_tables.mjs";
    const path = "node_modules/@noble/hashes/sha2.js";
    const source = readFileSync(path, "utf8");
    console.log(JSON.stringify(withoutTables(path, given ? source.replace(...given) : source)));
    """
    lean = json.loads(node(script, None).stdout)
    assert "0x428a2f98" not in lean
    assert "roots(80, 3n)" in lean
    for fault in (
        ["0x71374491", "0x71374492"],
        ["0x7137449123ef65cd", "0x7137449123ef65ce"],
        ["K512 =", "K ="],
    ):
        done = node(script, fault)
        assert done.returncode != 0, fault
        assert "not the constants of SHA-2" in done.stderr


def test_the_libraries_as_the_page_has_them_do_what_was_published() -> None:
    """The vectors of RFC 8032, FIPS 203 and the others, with everything cut and computed."""
    for page in ([], ["--page"]):
        done = subprocess.run(
            ["node", str(CLIENT / "test.mjs"), *page, "core/primitives"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        assert re.search(r"pass (1[5-9]|[2-9]\d)", done.stdout)
