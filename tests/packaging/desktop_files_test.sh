#!/bin/sh
# desktop_files_test.sh ROOT BUILD: proves that desktop entry, AppStream data and MIME type are valid, and that a plan is found by
# name and by contents. A tool that is not installed skips its part, with a notice.
set -u
desktop=$1/packaging/desktop
made=$2/packaging/desktop
scratch=$(mktemp -d) || exit 1
export XDG_DATA_HOME="$scratch" # beside the system's own types
trap 'rm -rf "$scratch"' EXIT
status=0

# with TOOL COMMAND...: what the tool says is shown only where it fails.
with() {
    command -v "$1" >/dev/null || { echo "skipped: $1 is not installed"; return; }
    shift
    if ! "$@" >"$scratch/said" 2>&1; then
        echo "failed: $*"
        cat "$scratch/said"
        status=1
    fi
}

is_silent() {
    words=$("$@" 2>&1) && [ -z "$words" ] && return 0
    echo "$words"
    return 1
}

# finds_plan FILE: whether gio calls it a plan.
finds_plan() {
    type=$(gio info -a standard::content-type "$1" | sed -n 's/.*content-type: //p')
    echo "$1 is $type"
    [ "$type" = application/x-waferplan ]
}

with desktop-file-validate is_silent desktop-file-validate "$desktop/waferscope.desktop"
with appstreamcli appstreamcli validate --no-net "$made/org.waferscope.Waferscope.metainfo.xml"
mkdir -p "$scratch/mime/packages"
cp "$desktop/waferscope.xml" "$scratch/mime/packages"
with update-mime-database is_silent update-mime-database "$scratch/mime"
if command -v update-mime-database >/dev/null; then
    echo "not JSON" >"$scratch/named.waferplan" # an empty file has no type
    printf '{\n "waferscope_plan": 1,\n "layouts": []\n}\n' >"$scratch/plan_without_ending"
    with gio finds_plan "$scratch/named.waferplan"
    with gio finds_plan "$scratch/plan_without_ending"
fi
[ $status -ne 0 ] || echo "desktop files: ok"
exit $status
