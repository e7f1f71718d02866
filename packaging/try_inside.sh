#!/bin/sh
# try_inside.sh LOOK [ARGUMENT]: one look at the installed package, run by try.sh inside the clean root.
set -eu

# is_silent: fails if standard input says anything, and repeats it.
is_silent() { ! grep .; }

libraries() {
    plugins=$(find /usr/lib -path '*/qt6/plugins/*' \( -name libqxcb.so -o -name libqoffscreen.so -o -name libqsvg.so -o \
        -name libqsvgicon.so \))
    echo "$plugins"
    [ "$(echo "$plugins" | wc -l)" -eq 4 ]
    # shellcheck disable=SC2086 # a list of files
    for file in /usr/bin/wafer /usr/bin/waferscope $plugins; do
        ldd "$file" | grep 'not found' | is_silent
    done
    find /usr/lib -name swrast_dri.so | grep .
    find /usr/share/fonts -name DejaVuSans.ttf | grep .
}

readme_links() {
    cd /usr/share/doc/waferscope
    grep -oE '\]\([^)]+\)|`[A-Z]+\.md`' README.md | tr -d '`()]' | while read -r file; do
        [ -f "$file" ] || echo "$file is not there"
    done | is_silent
}

# The display's memory is a file, which try.sh looks at from outside.
window() {
    mkdir -p /tmp/screen /tmp/runtime
    chmod 700 /tmp/runtime
    export DISPLAY=:7 XDG_RUNTIME_DIR=/tmp/runtime QT_QPA_PLATFORM=xcb
    Xvfb :7 -screen 0 1400x900x24 -fbdir /tmp/screen &
    wait_for xdpyinfo >/dev/null
    waferscope --safe-mode gallery:mnist-mlp &
    program=$!
    wait_for has_window
    sleep 5 # until it has placed and drawn what it opened
    kill -0 $program
    has_icon
}

has_window() { xwininfo -root -tree | grep -i 'mnist'; }

# The installed icon, which the window hands to the window manager.
has_icon() { xprop -id "$(has_window | sed -n 's/^ *\(0x[0-9a-f]*\) .*/\1/p;q')" _NET_WM_ICON | grep 'Icon ('; }

# wait_for COMMAND...: at most a minute.
wait_for() {
    for _ in $(seq 120); do
        if "$@" >/tmp/waited 2>&1; then
            cat /tmp/waited
            return 0
        fi
        sleep 0.5
    done
    cat /tmp/waited
    return 1
}

mime_database() {
    update-mime-database /usr/share/mime >/tmp/mime 2>&1
    is_silent </tmp/mime
}

type_of() { gio info -a standard::content-type "$1" | grep 'standard::content-type: application/x-waferplan$'; }

mime_of_name() {
    echo "not JSON" >/tmp/named.waferplan # an empty file has no type
    type_of /tmp/named.waferplan
}

mime_of_contents() {
    cp /tmp/plans/mlp.waferplan /tmp/without_ending
    type_of /tmp/without_ending
}

opened_by() {
    update-desktop-database /usr/share/applications
    gio mime application/x-waferplan | grep 'waferscope\.desktop'
}

man_page() {
    MANWIDTH=80 man --warnings "$1" >/tmp/page 2>/tmp/warnings
    is_silent </tmp/warnings
    for heading in NAME SYNOPSIS DESCRIPTION OPTIONS 'SEE ALSO'; do
        grep -x "$heading" /tmp/page
    done
}

completes_in_bash() {
    for name in wafer waferscope; do
        bash -n "/usr/share/bash-completion/completions/$name"
    done
    bash -c '. /usr/share/bash-completion/completions/wafer; COMP_LINE="wafer map gallery:mn"; COMP_POINT=${#COMP_LINE}
        _wafer; echo "${COMPREPLY[@]}"' | grep -x mnist-mlp
}

completes_in_zsh() {
    for name in _wafer _waferscope; do
        zsh -n "/usr/share/zsh/vendor-completions/$name"
    done
    # A shell on a terminal of its own, in which the line is typed with a tab at its end.
    zsh -c 'zmodload zsh/zpty; zpty shell zsh -f -i
        zpty -w shell "autoload -Uz compinit && compinit -u; PS1=\">\"; unsetopt zle_bracketed_paste 2>/dev/null; echo rea\"\"dy"
        zpty -r shell answer "*ready*"
        zpty -w -n shell $'"'wafer map gallery:mn\\t'"'; sleep 3
        while zpty -r -t shell answer; do print -rn -- $answer; done' | grep -a 'gallery:mnist-mlp'
}

completes_in_fish() {
    for name in wafer waferscope; do
        fish -n "/usr/share/fish/vendor_completions.d/$name.fish"
    done
    fish -c 'complete -C "wafer map gallery:mn"' | grep '^gallery:mnist-mlp'
}

removed() {
    dpkg --purge waferscope
    find / -xdev \( -path /proc -o -path /tmp -o -path /var/cache -o -path /var/log -o -path /root \) -prune -o \
        -iname '*waferscope*' -print -o -name '*waferplan*' -print | is_silent
}

"$@"
