"""Completion for bash: tables of words, and one function that reads the line."""
import shlex

# The word under the cursor is what follows the last blank, as typed. Bash splits words at ":" and "=", so an answer
# leaves out what stands before the last of these.
READER = r"""
_@NAME@() {
    local line=${COMP_LINE:0:COMP_POINT} current previous command="" word
    current=${line##*[[:space:]]}
    local -a words
    read -ra words <<<"${line%"$current"}"
    previous=${words[-1]}
    for word in "${words[@]:1}"; do
        [[ $word == -* ]] || { command=$word; break; }
    done
    local options="" choices="" files="" ending="" glue=" "
    _@NAME@_table "$command" "$previous"
    COMPREPLY=()
    [[ $current == -* ]] && choices=$options files=""
    mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$current")
    if [[ $files ]]; then
        compopt -o filenames 2>/dev/null
        [[ $ending ]] && mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "$current")
        mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -X "${ending:+!*.$ending}" -- "$current")
    fi
    [[ $glue == "=" ]] && { compopt -o nospace 2>/dev/null; COMPREPLY=("${COMPREPLY[@]/%/=}"); }
    local before=${current%"${current##*[:=]}"}
    COMPREPLY=("${COMPREPLY[@]#"$before"}")
}
complete -F _@NAME@ @NAME@
"""


def assignment(choice, options=""):
    """The shell words that set what `_NAME_table` answers."""
    parts = [("options", options), ("choices", " ".join(choice.words)), ("files", "yes" if choice.files else ""),
             ("ending", choice.ending), ("glue", choice.glue.strip())]
    return "; ".join(f"{name}={shlex.quote(value)}" for name, value in parts if value) or ":"


def table(help_, choices, depth):
    """`case` arms: what is asked for after an option of this command, or in an argument's place."""
    indent = " " * depth
    arms = []
    for option in help_.options:
        if option.value:
            arms.append(f"{indent}{'|'.join(option.names)}) {assignment(choices.of(option))} ;;")
    names = " ".join(name for option in help_.options for name in option.names)
    argument = choices.of(help_.arguments[0]) if help_.arguments else None
    default = assignment(argument, names) if argument else f"options={shlex.quote(names)}"
    if help_.commands:
        default += "; choices=" + shlex.quote(" ".join(command.name.split()[-1] for command in help_.commands))
    return "\n".join([*arms, f"{indent}*) {default} ;;"])


def script(help_, choices):
    """The whole file."""
    arms = []
    for command in help_.commands:
        arms += [f"    {command.name.split()[-1]})", '        case $2 in', table(command, choices, 8), "        esac ;;"]
    arms += ["    *)", '        case $2 in', table(help_, choices, 8), "        esac ;;"]
    return "\n".join([f"# Completion of {help_.name}, made from its own help.", f"_{help_.name}_table() {{",
                      "    case $1 in", *arms, "    esac", "}"]) + READER.replace("@NAME@", help_.name)
