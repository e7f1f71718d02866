#!/bin/sh
# run_test.sh none|xvfb PROGRAM [ARGUMENT...]
# Runs one test program with a runtime folder of its own, on a virtual display if asked. A logged warning fails it.
set -u
screen=$1
shift
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
mkdir -m 700 "$scratch/runtime"
export XDG_RUNTIME_DIR="$scratch/runtime" XDG_CONFIG_HOME="$scratch/config" XDG_DATA_HOME="$scratch/data" \
    XDG_CACHE_HOME="$scratch/cache"

case $screen in
xvfb)
    export QT_QPA_PLATFORM=xcb
    set -- xvfb-run -a -s "-screen 0 1600x1200x24" "$@"
    ;;
esac
"$@" >"$scratch/output" 2>&1
status=$?
cat "$scratch/output"

# Qt prints QWARN and QCRITICAL inside tests; VTK "file.cxx:123 WARN| ..." or "Warning: In ...". The platforms' own remarks about
# what the offscreen and xcb plugins cannot do are not ours.
warnings=$(grep -E '^(QWARN|QCRITICAL|QFATAL) |^(Warning|ERROR): In |\.cxx:[0-9]+ +(WARN|ERR)\|' "$scratch/output" |
    grep -vE 'This plugin does not support|This plugin supports grabbing|Could not connect "org\.freedesktop')
if [ -n "$warnings" ]; then
    printf 'A logged warning fails a test:\n%s\n' "$warnings"
    [ $status -ne 0 ] || status=1
fi
exit $status
