"""``python -m softpower COMMAND``: what a reader can do with data of their own."""

import sys

from softpower import survey

COMMANDS = {"survey": survey.main}


def main(arguments: list[str]) -> int:
    """Runs a command; status 2 if there is none of that name."""
    if not arguments or arguments[0] not in COMMANDS:
        print(
            f"usage: python -m softpower {{{','.join(COMMANDS)}}} ... (--help after a command)",
            file=sys.stderr,
        )
        return 2
    return COMMANDS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
