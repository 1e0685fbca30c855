"""The handbook of the stories about the help pane. Everything in it is invented."""

from __future__ import annotations

from collections.abc import Mapping

CRUEL = "Aid </p><img src=https://evil.example/a.png onerror='globalThis.ran = 1'><b>"


def tally(key: str, label: str, choices: Mapping[str, str], where: str = "end") -> str:
    """What is counted: a question with its choices, as a handbook's file has it."""
    told = [f'[[tally]]\nkey = "{key}"\nwhere = "{where}"\nlabel.en = "{label}"']
    told += [
        f'[[tally.choices]]\nkey = "{one}"\nlabel.en = "{word}"' for one, word in choices.items()
    ]
    return "\n".join(told) + "\n"


COUNTED = "".join(
    (
        tally("need", "What it was about", {"law": "Law", "health": "Health"}),
        tally(
            "incident", "What it was", {"suicide": "Suicide", "other": "Something else"}, "incident"
        ),
    )
)
HANDBOOK = f"""
[[texts]]
key = "hello"
stage = "greeting"
language = "en"
title = "Hello"
text = "Hello. I am here to listen."

[[texts]]
key = "rights"
stage = "rights"
language = "en"
title = "What you may do"
text = "You can stop at any time."

[[texts]]
key = "rights"
stage = "rights"
language = "ar"
title = "حقوقك"
text = "يمكنك التوقف في أي وقت."

[[texts]]
key = "careless"
stage = "other"
language = "en"
title = "A careless text"
text = "Tonight you can sleep in the Lantern House."

[[cards]]
key = "suicide"
language = "en"
title = "Suicide"
text = '''
1. Stay in the talk.
2. Call a supervisor.'''

[[cards]]
key = "violence"
language = "en"
title = "Violence now"
text = "1. Ask if they are safe."

[[lists]]
key = "first"
language = "en"
title = "First steps"
items = ["Asked if it is safe", "Asked how to address them"]

[[services]]
name = "North Law Desk"
kind = "law"
region = "North"
languages = ["en", "es"]
hours = "Monday to Friday"
phone = "+1 202 555 0110"
address = "1 Example Street"
trust = "Visited in spring."
note = "Ask for the family desk."

[[services]]
name = "Lantern House"
kind = "shelter"
phone = "+1 202 555 0112"
confidential = true

[[services]]
name = "{CRUEL}"
kind = "health"
phone = "+1 202 555 0113"
note = "https://evil.example/b"

{COUNTED}"""
