"""Completion for zsh, by _arguments."""


def quoted(text):
    """One word in single quotes."""
    return "'" + text.replace("'", "'\\''") + "'"


def described(text):
    """A description inside [brackets]."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")


def offer(choice):
    """The commands that offer a Choice; they get _arguments' own options for compadd."""
    glue = " -S " + quoted(choice.glue) if choice.glue != " " else ""
    files = "_files \"$@\"" + (f" -g {quoted('*.' + choice.ending)}" if choice.ending else "")
    words = f"compadd \"$@\"{glue} -- {' '.join(quoted(word) for word in choice.words)}"
    return "; ".join([words] * bool(choice.words) + [files] * choice.files) or ":"


class Script:
    """One program's file; each Choice is a function of its own, so that no word needs quoting twice."""

    def __init__(self, help_, choices):
        self._help = help_
        self._choices = choices
        self._functions = {}  # by what they do

    def text(self):
        """The whole file."""
        body = self._commands() if self._help.commands else [call(self._specs(self._help), 0)]
        functions = [f"{name}() {{ {does}; }}" for does, name in self._functions.items()]
        return "\n".join([f"#compdef {self._help.name}", f"# Completion of {self._help.name}, made from its own help.",
                          *functions, *body]) + "\n"

    def _commands(self):
        commands = self._help.commands
        described_commands = [quoted(f"{command.name.split()[-1]}:{command.meaning}") for command in commands]
        command_place = quoted("1:command:{_describe command commands}")
        body = ["local context state state_descr line", "typeset -A opt_args", "local -a commands=(",
                *(f"    {command}" for command in described_commands), ")",
                call(["-C", *self._specs(self._help), command_place, quoted("*::argument:->argument")], 0),
                "[[ $state == argument ]] || return", "case $words[1] in"]
        for command in commands:
            body += [f"{command.name.split()[-1]})", call(self._specs(command), 4), "    ;;"]
        return [*body, "esac"]

    def _specs(self, help_):
        """All options and arguments of a program or command."""
        found = [spec for option in help_.options for spec in self._option(option)]
        for number, argument in enumerate(help_.arguments, 1):
            optional = "" if argument.required else ":"
            found.append(quoted(f"{number}:{optional}{argument.name.lower()}:{self._action(argument)}"))
        return found

    def _option(self, option):
        """One spec for each of its names; any of them rules out the others but for one that may be repeated."""
        value = f":{option.name.lstrip('-')}:{self._action(option)}" if option.value else ""
        others = "*" if option.repeats else f"({' '.join(option.names)})"
        return [quoted(f"{others}{name}[{described(option.meaning)}]{value}") for name in option.names]

    def _action(self, entry):
        does = offer(self._choices.of(entry))
        return self._functions.setdefault(does, f"_{self._help.name}_value_{len(self._functions) + 1}")


def call(lines, indent):
    """A call of _arguments over several lines."""
    return (" \\\n" + " " * (indent + 4)).join([" " * indent + "_arguments", *lines])


def script(help_, choices):
    """The whole file."""
    return Script(help_, choices).text()
