"""The transcript for auditors: complete, printable, without a secret, and not to be changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from orgkeys.office import transcripts, words
from orgkeys.office.cards import read_card
from tests.orgkeys.founders import Founders, Holder, found, make_holder
from tests.orgkeys.office import ADMINISTRATOR

NAMES = ["Amira", "Basel", "Chen"]
DANA = Holder("Dana", more={"Passphrase": ADMINISTRATOR})
NOBODY = Holder("nobody")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Founders:
    """Founded, and later Basel's paper burnt."""
    place = tmp_path_factory.mktemp("story")
    made = found(place, NAMES, 2)
    (place / "later").mkdir()
    made.office.now += 40 * 86_400
    holder, own = make_holder(place / "later", "Dora")
    made.holders = [*made.holders, holder]
    made.theirs["Dora"] = own
    made.office.done(
        *(NOBODY, "recover", "--lost", "Basel", "--card", own.file("me.card")),
        *("--out", made.office.file("d.draft")),
    )
    made.finish("Amira", "Chen")
    made.office.done(DANA, "transcript", "--out", made.office.file("t.txt"))
    return made


@pytest.fixture
def text(story: Founders) -> str:
    return Path(story.office.file("t.txt")).read_text(encoding="utf-8")


def test_it_says_who_held_what_and_who_signed_what_and_when(story: Founders, text: str) -> None:
    flat = " ".join(text.split())
    held = story.office.holdings()
    assert "Transcript of the root ceremony of Night Line" in text
    for group in (held.settings.organisation.hex()[:4], held.settings.organisation.hex()[-4:]):
        assert group in text
    card = read_card(Path(story.card("Basel")).read_bytes())
    assert card.number in text
    assert card.key.hex() in text
    numbers = ", ".join(str(n) for n in card.read_back)
    assert f"words {numbers} were read back from the paper" in flat
    assert "Dana: administrator key" in text
    assert flat.count("2 of 3 root holders must sign") == 2
    assert "NO LONGER a root holder: Basel" in flat
    assert "NEW as a root holder: Dora" in flat
    second = text.split("Charter 2\n")[1].split("Keys\n")[0]
    signed = [line.split()[2] for line in second.splitlines() if "signed by" in line]
    assert sorted(signed) == ["Amira", "Chen"]
    assert "2027-01-15 08:00 UTC" in text  # founded
    assert "2027-02-24 08:00 UTC" in text  # changed
    assert "noview 0." in text


def test_it_prints_well_and_can_be_signed_by_hand(text: str) -> None:
    above = text.split(transcripts.MARK)[0]
    assert max(len(line) for line in text.splitlines()) <= 100
    assert above.count("____________________") >= 4  # three holders, place and date
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_it_has_no_secret(story: Founders, text: str) -> None:
    raw = text.encode()
    for holder in story.holders:
        assert " ".join(holder.paper[:2]) not in text
        seed = words.to_seed(holder.paper)
        assert seed not in raw
        assert seed.hex() not in text
    assert story.holders[0].name in text  # the control


def test_it_is_checked_on_any_machine(story: Founders, tmp_path: Path) -> None:
    own = story.theirs["Amira"]
    out = own.done(NOBODY, "transcript", "check", story.office.file("t.txt"))
    assert "The transcript of Night Line is as it was signed" in out
    assert story.office.holdings().settings.organisation.hex() in out
    printed = tmp_path / "windows.txt"
    text = Path(story.office.file("t.txt")).read_text(encoding="utf-8")
    printed.write_bytes(text.replace("\n", "  \r\n").encode())
    own.done(NOBODY, "transcript", "check", str(printed))


def test_a_transcript_with_one_letter_changed_is_refused(
    story: Founders, text: str, tmp_path: Path
) -> None:
    own, path = story.theirs["Amira"], tmp_path / "changed.txt"
    for place in range(0, len(text), 211):
        other = "x" if text[place] != "x" else "y"
        if not text[place].strip():
            continue
        path.write_text(text[:place] + other + text[place + 1 :], encoding="utf-8")
        err = own.refuses(NOBODY, "transcript", "check", str(path))
        assert "does not hold" in err or "no transcript" in err
    path.write_text(text.replace("Basel", "Bazel"), encoding="utf-8")
    assert "does not hold" in own.refuses(NOBODY, "transcript", "check", str(path))
    path.write_text(text.split(transcripts.MARK)[0], encoding="utf-8")
    assert "no transcript" in own.refuses(NOBODY, "transcript", "check", str(path))
    path.write_bytes(b"\xff\xfe")
    assert "no text" in own.refuses(NOBODY, "transcript", "check", str(path))
    path.write_text(text, encoding="utf-8")
    own.done(NOBODY, "transcript", "check", str(path))  # the control


def test_nobody_but_an_administrator_signs_it(story: Founders, text: str) -> None:
    held = story.office.holdings()
    above = text.split(f"\n{transcripts.MARK}")[0]
    forged = transcripts.seal(above, held.trusted, b"\x07" * 32)
    path = Path(story.office.file("forged.txt"))
    path.write_text(forged, encoding="utf-8")
    err = story.office.refuses(NOBODY, "transcript", "check", str(path))
    assert "nobody of the organisation signed it" in err
    path.unlink()
    wrong = Holder("Dana", more={"Passphrase": "not the words of this vault"})
    out = story.office.file("new.txt")
    assert "does not open" in story.office.refuses(wrong, "transcript", "--out", out)
    taken = story.office.file("t.txt")
    assert "exists already" in story.office.refuses(DANA, "transcript", "--out", taken)


def test_a57_a_name_cannot_write_lines_into_it(story: Founders) -> None:
    """Names with hidden characters are on no card; what is long is on one line all the same."""
    text = transcripts.write(
        story.office.holdings().trusted, [], "noview \u202eevil\nCharter 9", story.office.now
    )
    assert "\u202e" not in text
    assert "\nCharter 9" not in text
    assert "somebody without a card" in text
