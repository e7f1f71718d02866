"""What a program tells of itself in --help, as data: its commands, options and arguments.

Reads the help of CLI11 (`wafer`) and of QCommandLineParser (`waferscope`); both indent an entry by two blanks and what
continues it by more.
"""
import dataclasses
import os
import pathlib
import re
import subprocess

CLI11_COLUMN = 30  # where its descriptions begin, unless the entry itself is longer
SECTIONS = {"Options": "options", "Positionals": "arguments", "Arguments": "arguments", "Subcommands": "commands"}


@dataclasses.dataclass(frozen=True)
class Entry:
    """An option or an argument."""
    names: tuple  # ("-o", "--output") or ("MODEL",)
    meaning: str
    value: str = ""  # "TEXT", "INT" ...; "" for a flag
    choices: tuple = ()  # all words that it takes, if they are fixed
    limits: str = ""  # "1 to 4096"
    required: bool = False
    repeats: bool = False
    relations: tuple = ()  # "needs --picture"

    @property
    def name(self):
        """The longest: --output of -o,--output."""
        return max(self.names, key=len)


@dataclasses.dataclass(frozen=True)
class Help:
    """The program's own help, or that of one of its commands."""
    name: str  # "wafer", "wafer map"
    meaning: str
    options: tuple
    arguments: tuple
    commands: tuple = ()  # of Help


def said(program, *arguments):
    """What the program prints, in English and without colours."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
    return subprocess.run([program, *arguments], env=environment, check=True, capture_output=True, text=True).stdout


def read(program):
    """The help of a program and of all its commands."""
    name = pathlib.Path(program).name
    top = parse(name, said(program, "--help"))
    commands = (parse(f"{name} {command}", said(program, command, "--help")) for command in top.commands)
    return dataclasses.replace(top, commands=tuple(commands))


def parse(name, text):
    """A Help whose commands are names alone."""
    found = {"options": [], "arguments": [], "commands": []}
    words = []
    section = None
    lines = text.splitlines()
    for number, line in enumerate(lines):
        heading = SECTIONS.get(line.rstrip(":"))
        if heading:
            section = heading
        elif section and re.match(r"  \S", line):
            found[section].append(split(line, lines[number + 1:]))
        elif not section and line and not line.startswith("Usage:"):
            words.append(line.strip())
    return Help(name, " ".join(words), tuple(option(*parts) for parts in found["options"]),
                tuple(option(*parts) for parts in found["arguments"]), tuple(left for left, _ in found["commands"]))


def split(line, following):
    """An entry's left part and its meaning."""
    continued = []
    for next_line in following:
        if not re.match(r"   +\S", next_line):
            break
        continued.append(next_line.strip())
    inline = re.match(r"  (\S.*?) {2,}(\S.*)$", line)
    if inline:
        left, first = inline.groups()
    elif continued:
        left, first = line.strip(), ""
    else:
        left, first = line[:CLI11_COLUMN].strip(), line[CLI11_COLUMN:].strip()
    return left, " ".join(part for part in [first, *continued] if part)


def option(left, meaning):
    """An Entry of "-o,--output TEXT REQUIRED" or "--run TEXT:{train,infer} Needs: --x" or "-h, --help"."""
    left, *relations = re.split(r" (?=(?:Needs|Excludes): )", left)
    names, _, rest = re.sub(r", (?=-)", ",", left).partition(" ")
    choices = re.search(r"\{([^}]*)\}", rest)
    limits = re.search(r" in \[(\S+) - (\S+)\]", rest)
    value = re.match(r"<?([A-Za-z]+)", re.sub(r"REQUIRED|\.\.\.", "", rest).strip())
    return Entry(tuple(names.split(",")), meaning, value.group(1) if value else "",
                 tuple(choices.group(1).split(",")) if choices else (),
                 f"{limits.group(1)} to {limits.group(2)}" if limits else "",
                 "REQUIRED" in rest, "..." in rest,
                 tuple(re.sub(r"(\w+): ", lambda match: match.group(1).lower() + " ", text) for text in relations))
