"""Documents in a folder: whole or not there, known again by their bytes, and every trouble in a sentence."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from connectors.files import folder
from connectors.files.folder import CannotWrite, fingerprint, fingerprint_there, remove, write, write_file

ONE = {"document.json": b"{}\n", "statement.pdf": b"%PDF one", "entries.csv": b"date\n"}
TWO = {"document.json": b"{}\n", "statement.pdf": b"%PDF two", "notes.txt": b""}


def names(place: Path) -> list[str]:
    """All that lies below a folder."""
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*"))


# ---- fingerprints ----


def test_equal_files_have_equal_fingerprints_in_any_order() -> None:
    assert fingerprint(ONE) == fingerprint(dict(reversed(ONE.items())))


@pytest.mark.parametrize(
    "other",
    [
        {**ONE, "entries.csv": b"date\r\n"},
        {**ONE, "entries.csv": b""},
        {name: content for name, content in ONE.items() if name != "entries.csv"},
        {**ONE, "more.txt": b""},
        {"document.json": b"{}\n", "statement.pdf": b"%PDF one", "entries.txt": b"date\n"},
        {"document.json": b"{}\nentries.csvdate\n", "statement.pdf": b"%PDF one"},
    ],
)
def test_any_difference_is_another_fingerprint(other: dict[str, bytes]) -> None:
    assert fingerprint(other) != fingerprint(ONE)


def test_what_was_written_is_known_again(tmp_path: Path) -> None:
    place = tmp_path / "2026-10" / "INV-1001 acme"
    assert fingerprint_there(place) == ""
    write(place, ONE)
    assert fingerprint_there(place) == fingerprint(ONE)
    assert {path.name: path.read_bytes() for path in place.iterdir()} == ONE


@pytest.mark.parametrize("name", ["mine.txt", "sub/", "sub/mine.txt", "document.json", "link", "\udcff.txt"])
def test_anything_else_in_a_document_is_a_change(tmp_path: Path, name: str) -> None:
    place = tmp_path / "document"
    write(place, ONE)
    if name.endswith("/"):
        (place / name).mkdir()
    elif name == "link":
        (place / name).symlink_to(tmp_path / "nowhere")
    else:
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_bytes(b"mine")
    assert fingerprint_there(place) not in ("", fingerprint(ONE))


@pytest.mark.parametrize("name", folder.UNSEEN)
def test_what_a_desktop_leaves_behind_is_no_change(tmp_path: Path, name: str) -> None:
    place = tmp_path / "document"
    write(place, ONE)
    (place / name).write_bytes(b"icons")
    assert fingerprint_there(place) == fingerprint(ONE)


def test_a_file_or_link_in_the_place_of_a_document_is_something_and_an_empty_folder_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    assert fingerprint_there(tmp_path / "file") != ""
    assert fingerprint_there(tmp_path / "link") != ""
    assert fingerprint_there(tmp_path / "empty") == ""


# ---- writing ----


def test_a_document_takes_the_place_of_another_whole(tmp_path: Path) -> None:
    place = tmp_path / "document"
    write(place, ONE)
    write(place, TWO)
    assert fingerprint_there(place) == fingerprint(TWO)
    assert names(tmp_path) == ["document", *(f"document/{name}" for name in sorted(TWO))]


@pytest.mark.parametrize("left", ["document.partial", "document.replaced"])
def test_what_a_killed_writer_left_is_cleared_away(tmp_path: Path, left: str) -> None:
    (tmp_path / left).mkdir()
    (tmp_path / left / "statement.pdf").write_bytes(b"%PD")
    write(tmp_path / "document", ONE)
    assert names(tmp_path) == ["document", *(f"document/{name}" for name in sorted(ONE))]


def test_a_document_is_removed_and_removing_it_again_is_nothing(tmp_path: Path) -> None:
    place = tmp_path / "document"
    write(place, ONE)
    for _ in range(2):
        remove(place)
        assert names(tmp_path) == []


def test_what_a_killed_remover_left_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "document.replaced").mkdir()
    (tmp_path / "document.replaced" / "statement.pdf").write_bytes(b"%PDF")
    remove(tmp_path / "document")
    assert names(tmp_path) == []


def test_a_file_is_written_over_another_whole(tmp_path: Path) -> None:
    path = tmp_path / "import" / "xero run 7.csv"
    for content in (b"one", b"two"):
        write_file(path, content)
        assert path.read_bytes() == content
        assert names(tmp_path) == ["import", "import/xero run 7.csv"]


def test_every_file_and_folder_is_on_the_disk_before_the_document_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def synced(handle: int) -> None:
        done.append(f"synced {Path(f'/proc/self/fd/{handle}').resolve().name}")
        fsync(handle)

    def renamed(path: Path, target: Path) -> Path:
        done.append(f"renamed {path.name}")
        return rename(path, target)

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("open files have no names here")
    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "rename", renamed)
    write(tmp_path / "2026-10" / "document", {"a": b"1", "b": b"2"})
    at = done.index("renamed document.partial")
    assert set(done[:at]) == {f"synced {tmp_path.name}", "synced a", "synced b", "synced document.partial"}
    assert done[at + 1 :] == ["synced 2026-10"]


# ---- trouble ----


@pytest.mark.parametrize(
    "act",
    [
        lambda path: write(path / "document", ONE),
        lambda path: write(path / "2026-10" / "document", ONE),
        lambda path: write_file(path / "import" / "xero.csv", b"1"),
    ],
)
def test_a_file_in_the_way_is_told_and_kept(tmp_path: Path, act: Any) -> None:
    (tmp_path / "documents").write_text("mine")
    with pytest.raises(CannotWrite, match=r"documents.* cannot be written \(.*\); mend that and push again"):
        act(tmp_path / "documents")
    assert names(tmp_path) == ["documents"]
    assert (tmp_path / "documents").read_text() == "mine"


def test_a_full_disk_is_told_and_the_document_that_stood_there_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    place = tmp_path / "document"
    write(place, ONE)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(CannotWrite, match=r"No space left on device.*nothing is half written"):
            write(place, TWO)
        with pytest.raises(CannotWrite, match="No space left on device"):
            write_file(tmp_path / "xero.csv", b"1")
    assert fingerprint_there(place) == fingerprint(ONE)
    assert not (tmp_path / "xero.csv").exists()
    write(place, TWO)
    assert fingerprint_there(place) == fingerprint(TWO)


def test_a_document_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    write(tmp_path / "document", ONE)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(CannotWrite, match=r"document cannot be read \(Permission denied\)"):
        fingerprint_there(tmp_path / "document")
