"""The keys: where they stand, what they open, and what a person is told who has none or the wrong one."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from config.keys import FILE, NAMING_A_FILE, VARIABLE, BadKey, keys_of, new_key, rewrite, write_first_key
from config.starter import write_example


def test_a_first_key_is_for_its_owner_alone_and_opens_what_it_sealed(tmp_path: Path) -> None:
    path = write_first_key(tmp_path)
    assert path == tmp_path / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    keys = keys_of(tmp_path, {})
    assert keys.open(keys.seal(b"what was granted")) == b"what was granted"
    assert [each.name for each in tmp_path.iterdir()] == [FILE]


def test_a_key_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    before = write_first_key(tmp_path).read_text()
    with pytest.raises(BadKey, match="is there already, and what is kept under it would be lost"):
        write_first_key(tmp_path)
    assert (tmp_path / FILE).read_text() == before
    assert [each.name for each in tmp_path.iterdir()] == [FILE]


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    write_first_key(tmp_path)
    newest, older = new_key(), new_key()
    old = keys_of(tmp_path, {VARIABLE: older})
    keys = keys_of(tmp_path, {VARIABLE: f"{newest}, {older}"})
    assert (keys.source, keys.count) == (VARIABLE, 2)
    sealed = old.seal(b"x")
    assert keys.open(sealed) == b"x"
    assert (old.is_newest(sealed), keys.is_newest(sealed), keys.is_newest(keys.seal(b"x"))) == (True, False, True)


def test_the_wrong_key_opens_nothing_and_a_changed_byte_neither(tmp_path: Path) -> None:
    one, other = (keys_of(tmp_path, {VARIABLE: new_key()}) for _ in range(2))
    sealed = one.seal(b"x")
    for keys, text in ((other, sealed), (one, sealed[:-2] + b"AA"), (one, b"")):
        with pytest.raises(BadKey, match=f"no key of {VARIABLE} opens"):
            keys.open(text)


def test_a_file_is_written_anew_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    write_first_key(tmp_path)
    (tmp_path / f"{FILE}.new").write_text("half of an earlier try")
    keys = keys_of(tmp_path, {})
    rewrite(tmp_path, keys.behind(new_key()))
    assert keys_of(tmp_path, {}).count == 2
    assert keys_of(tmp_path, {}).open(keys.seal(b"x")) == b"x"
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    rewrite(tmp_path, keys_of(tmp_path, {}).newest_alone())
    assert keys_of(tmp_path, {}).count == 1
    with pytest.raises(BadKey):
        keys_of(tmp_path, {}).open(keys.seal(b"x"))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = write_first_key(tmp_path)
    path.chmod(mode)
    with pytest.raises(BadKey, match=f"can be read by others on this machine; type: chmod 600 {path}"):
        keys_of(tmp_path, {})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has no key in it"),
        (" , \n", "has no key in it"),
        ("secret-but-short", "number 1 in"),
        ("A" * 43 + "=\n" + "B" * 42 + "=", "number 2 in"),
        ("A" * 43 + "==", "number 1 in"),
        ("ä" * 43 + "=", "cannot be read as a key"),
    ],
)
def test_what_is_no_key_is_a_sentence_that_does_not_repeat_it(tmp_path: Path, text: str, words: str) -> None:
    path = write_first_key(tmp_path)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadKey) as bad:
        keys_of(tmp_path, {})
    assert words in str(bad.value)
    assert not any(part in str(bad.value) for part in text.split() if len(part) > 4)


def test_no_key_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BadKey, match="make one with `tieout keys new`, or set TIEOUT_KEY"):
        keys_of(tmp_path, {})
    with pytest.raises(BadKey, match="make its folder writable"):
        write_first_key(tmp_path / "absent")


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o444], ids=oct)
def test_a_file_that_a_variable_names_comes_before_the_folders_own_and_is_read_whoever_else_may(
    tmp_path: Path, mode: int
) -> None:
    write_first_key(tmp_path)
    newest, older = new_key(), new_key()
    named = tmp_path / "secrets" / "tieout_key"
    named.parent.mkdir()
    named.write_text(f"{newest}\n{older}\n")
    named.chmod(mode)
    for written in (str(named), "secrets/tieout_key"):
        keys = keys_of(tmp_path, {NAMING_A_FILE: written})
        assert (keys.count, keys.is_newest(keys_of(tmp_path, {VARIABLE: newest}).seal(b"x"))) == (2, True)
        assert keys.source == f"{named}, which TIEOUT_KEY_FILE names,"


def test_a_file_that_is_named_and_not_there_is_not_replaced_by_the_folders_own(tmp_path: Path) -> None:
    write_first_key(tmp_path)
    with pytest.raises(BadKey, match="absent is not there; put the key there, or let TIEOUT_KEY_FILE name where it is"):
        keys_of(tmp_path, {NAMING_A_FILE: "absent"})
    (tmp_path / "empty").touch()
    with pytest.raises(BadKey, match="empty, which TIEOUT_KEY_FILE names, has no key in it"):
        keys_of(tmp_path, {NAMING_A_FILE: "empty"})
    with pytest.raises(BadKey, match="TIEOUT_KEY and TIEOUT_KEY_FILE are both set"):
        keys_of(tmp_path, {NAMING_A_FILE: "absent", VARIABLE: new_key()})


def test_keys_do_not_show(tmp_path: Path) -> None:
    key = new_key()
    assert key not in repr(keys_of(tmp_path, {VARIABLE: key}))


def test_a_new_folder_has_a_key_of_its_own_that_is_never_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.delenv(NAMING_A_FILE, raising=False)
    folders = [tmp_path / name for name in ("one", "other")]
    found = [(write_example(folder), keys_of(folder, {})) for folder in folders]
    assert all(folder / FILE in written for folder, (written, _) in zip(folders, found, strict=True))
    with pytest.raises(BadKey):
        found[1][1].open(found[0][1].seal(b"x"))
    ignored = (folders[0] / ".gitignore").read_text().splitlines()
    assert {FILE, "*.db", "export/", "backups/"} <= set(ignored)
    assert stat.S_IMODE((folders[0] / "tieout.yaml").stat().st_mode) & 0o044


def test_a_new_folder_leaves_a_key_and_what_git_ignores_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, new_key())
    (tmp_path / ".gitignore").write_text("mine\n")
    write_example(tmp_path)
    assert (tmp_path / ".gitignore").read_text() == "mine\n"
    assert not (tmp_path / FILE).exists()
    monkeypatch.delenv(VARIABLE)
    key = write_first_key(tmp_path / "exports")
    before = key.rename(tmp_path / FILE).read_text()
    for name in ("tieout.yaml", "people.yaml", "contracts/acme.yaml", "exports/example.csv"):
        (tmp_path / name).unlink()
    for each in (tmp_path / ".schema").iterdir():
        each.unlink()
    write_example(tmp_path)
    assert (tmp_path / FILE).read_text() == before
