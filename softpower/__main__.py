"""``python -m softpower COMMAND``: what a reader can do with data of their own, or with a paper of their own."""

import signal
import sys

from softpower.survey import command


def _paper(arguments: list[str]) -> int:
    from softpower import scaffold  # here, not above: a survey needs neither notebooks nor registers

    return scaffold.main(arguments)


def _table(arguments: list[str]) -> int:
    from softpower.scaffold import table

    return table.main(arguments)


COMMANDS = {"survey": command.main, "paper": _paper, "table": _table}


def main(arguments: list[str]) -> int:
    """Runs a command; status 2 if there is none of that name."""
    if not arguments or arguments[0] not in COMMANDS:
        print(
            f"usage: python -m softpower {{{','.join(COMMANDS)}}} ... (--help after a command)",
            file=sys.stderr,
        )
        return 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(143)
    )  # leave as by an error: what was begun is cleared away
    sys.exit(main(sys.argv[1:]))
