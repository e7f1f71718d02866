"""Writes a program's completion from its own --help and from what `wafer list` names.

    make_completion.py bash|zsh|fish PROGRAM WAFER >SCRIPT
"""
import sys

import program_help
from completion import bash, fish, zsh
from completion.choices import Choices

SHELLS = {"bash": bash, "zsh": zsh, "fish": fish}

if __name__ == "__main__":
    shell, program, wafer = sys.argv[1:]
    sys.stdout.write(SHELLS[shell].script(program_help.read(program), Choices(wafer)))
