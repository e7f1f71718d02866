"""Completion for fish: one `complete` line for each option and argument."""


def quoted(text):
    """One word in single quotes."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def answers(choice):
    """The part of a line that offers a Choice."""
    words = " ".join(word + choice.glue.strip() for word in choice.words)
    if choice.ending:
        words = f"{words} (__fish_complete_suffix .{choice.ending})".strip()
    parts = [] if choice.files and not choice.ending else ["-f"]
    return [*parts, *(["-a", quoted(words)] if words else [])]


def names_of(option):
    """-s o -l output"""
    return [part for name in option.names for part in (["-l", name[2:]] if name.startswith("--") else ["-s", name[1:]])]


def lines(help_, choices, condition):
    """All options and arguments of a program or command."""
    start = ["complete", "-c", help_.name.split()[0], *condition]
    for option in help_.options:
        value = ["-r", *answers(choices.of(option))] if option.value else []
        yield " ".join([*start, *names_of(option), *value, "-d", quoted(option.meaning)])
    for argument in help_.arguments[:1]:
        yield " ".join([*start, *answers(choices.of(argument)), "-d", quoted(argument.name)])


def script(help_, choices):
    """The whole file."""
    top = ["-n", "__fish_use_subcommand"] if help_.commands else []
    found = [f"# Completion of {help_.name}, made from its own help.", *lines(help_, choices, top)]
    for command in help_.commands:
        name = command.name.split()[-1]
        found.append(f"complete -c {help_.name} -n __fish_use_subcommand -f -a {name} -d {quoted(command.meaning)}")
        found += lines(command, choices, ["-n", f"'__fish_seen_subcommand_from {name}'"])
    return "\n".join(found) + "\n"
