"""Where the program begins: Ctrl-C is heard before anything else is loaded."""

from __future__ import annotations

from cli.interrupts import end_while_loading


def main() -> None:
    """Loads the commands and runs one; an interruption meanwhile ends it with its exit code and a sentence."""
    end_while_loading()
    from cli.main import main as run

    run()
