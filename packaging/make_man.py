"""Writes a program's man page: its options from its own --help, the rest from a text of ours.

    make_man.py PROGRAM TEXT VERSION DATE >PAGE.1
"""
import pathlib
import sys

import program_help
from man import roff

AFTER_OPTIONS = ["EXIT STATUS", "FILES", "ENVIRONMENT", "EXAMPLES", "SEE ALSO"]


def synopsis(help_):
    """.SY lines of a program or of one of its commands."""
    arguments = [f"\\fI{argument.name}\\fR" if argument.required else f"[\\fI{argument.name}\\fR]"
                 for argument in help_.arguments]
    shown = [option for option in help_.options if option.required]
    required = [f"\\fB{roff.literal(option.name)}\\fR {roff.value_of(option)}" for option in shown]
    return [f".SY {roff.literal(help_.name)}" if " " not in help_.name else f'.SY "{roff.literal(help_.name)}"',
            " ".join(["[\\fIOPTION\\fR]...", *required, *arguments]), ".YS"]


def options(help_):
    """OPTIONS: the program's own, then a part for each command."""
    lines = roff.entries(help_.arguments) + roff.entries(help_.options)
    for command in help_.commands:
        own = [option for option in command.options if "--help" not in option.names]
        lines += [f'.SS "{roff.literal(command.name)}"', roff.plain(command.meaning), *synopsis(command)]
        lines += roff.entries(command.arguments) + roff.entries(own)
    return lines


def page(help_, text, version, date):
    """The whole page."""
    told = roff.sections(text)
    title = help_.meaning.rstrip(".")
    lines = [f'.TH {help_.name.upper()} 1 {date} "Waferscope {version}" "User Commands"',
             ".nr HY 0", ".nh", ".ad l",  # no word is broken, in no section, and no line is spread
             ".SH NAME", f"{help_.name} \\- {roff.plain(title[0].lower() + title[1:])}", ".SH SYNOPSIS"]
    for shown in help_.commands or [help_]:
        lines += synopsis(shown)
    lines += [".SH DESCRIPTION", *told.pop("DESCRIPTION"), ".SH OPTIONS", *options(help_)]
    for title in AFTER_OPTIONS:
        if title in told:
            lines += [f".SH {title if ' ' not in title else chr(34) + title + chr(34)}", *told.pop(title)]
    if told:
        sys.exit(f"make_man: no place for the section {', '.join(told)}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    program, text_file, version_, date_ = sys.argv[1:]
    sys.stdout.write(page(program_help.read(program), pathlib.Path(text_file).read_text(encoding="utf-8"), version_, date_))
