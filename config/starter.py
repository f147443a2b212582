"""The example that `tieout init` writes: a folder that is in order, with comments on everything in it."""

from __future__ import annotations

from pathlib import Path

SOURCE = Path(__file__).parent / "example"


class FolderInUse(Exception):
    """The folder has a configuration already; the message says so and what to do."""


def write_example(folder: Path) -> list[Path]:
    """Writes the example's files and returns their paths. Raises FolderInUse, before writing, if one is there."""
    if folder.exists() and not folder.is_dir():
        raise FolderInUse(f"{folder} is a file; name a folder: tieout init FOLDER")
    sources = sorted(path for path in SOURCE.rglob("*") if path.is_file())
    targets = [folder / path.relative_to(SOURCE) for path in sources]
    for target in targets:
        if target.exists():
            raise FolderInUse(f"{target} is there already; name an empty folder: tieout init FOLDER")
    for source, target in zip(sources, targets, strict=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    return targets
