"""Why an alias is refused, in words that name the letters (attack 40): two look-alikes look alike
on the screen too, so only their names tell them apart.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from orgkeys.office.confusables import LONGEST, MOST_MARKS, Problem, check_alias, script_of
from orgkeys.office.terminal import Refused

_NEXT = "Choose another alias, such as a first name that is nobody's own."
_RETYPE = "Type it again by hand, in one script, with ordinary letters, digits and spaces."


def refuse_alias(alias: str, taken: Iterable[str]) -> None:
    """Raise Refused for an alias that is empty, deceives the eye, or looks like one in use."""
    problem = check_alias(alias, taken)
    if problem is not None:
        raise _refused(alias, problem)


def _refused(alias: str, problem: Problem) -> Refused:
    named = [_named(sign) for sign in problem.signs]
    match problem.code:
        case "empty":
            return Refused("The alias has no letter in it.", _NEXT)
        case "long":
            return Refused(f"The alias is longer than {LONGEST} characters.", _NEXT)
        case "hidden":
            return Refused(f"The alias holds a character that cannot be seen: {named[0]}.", _RETYPE)
        case "form":
            what = f"The alias holds a letter in an unusual form: {named[0]}."
            return Refused(what, _RETYPE)
        case "sign":
            what = f"The alias holds something that is not a letter of a name: {named[0]}."
            return Refused(what, _RETYPE)
        case "spaces":
            return Refused("The alias has spaces around it, or two in a row.", _RETYPE)
        case "marks":
            what = f"The alias has more than {MOST_MARKS} marks on a letter, or one on none."
            return Refused(what, _RETYPE)
        case "mixed":
            scripts = [script_of(sign) for sign in problem.signs]
            what = f"The alias mixes {scripts[0]} and {scripts[1]} letters: {' and '.join(named)}."
            return Refused(what, _RETYPE)
        case "alike":
            return Refused(_alike(alias, problem.other, named), _NEXT)


def deceiving_name(problem: Problem) -> Refused:
    """Why the name of a holder or administrator cannot stand on a card or in a draft."""
    named = [_named(sign) for sign in problem.signs]
    why = {
        "empty": "it has no letter",
        "long": "it is too long",
        "hidden": "it holds a character that cannot be seen",
        "form": "it holds a letter in an unusual form",
        "sign": "it holds something that is not a letter of a name",
        "spaces": "it has two spaces in a row",
        "marks": "it has too many marks on a letter",
        "mixed": "it mixes letters of two scripts",
        "alike": f'it looks like "{problem.other}", who is named too',
    }[problem.code]
    where = f" ({', '.join(named)})" if named else ""
    return Refused(
        f"A name deceives the eye: {why}{where}.",
        "Let its owner make a card under a name in one script, with ordinary letters. If others "
        "brought the card, ask who made it, by voice.",
    )


def _alike(alias: str, other: str, named: list[str]) -> str:
    if not named and alias == other:
        return f'A device with the alias "{other}" is in service.'
    where = f" Where one has {named[0]}, the other has {named[1]}." if named else ""
    return f'"{alias}" looks like "{other}", which is in service.{where}'


def _named(sign: str) -> str:
    name = unicodedata.name(sign, "")
    code = f"U+{ord(sign):04X}"
    return f"{name} ({code})" if name else code
