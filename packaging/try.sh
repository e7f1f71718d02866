#!/bin/sh
# try.sh: installs build/package/*.deb in a Debian that has nothing else and looks whether it works there. Needs root.
# All of it lies in build/try: `base` is the bare system, kept for the next time with the packages that were fetched
# (`archives`); `root` is base once more with the package. In it nothing is mounted that outlives a command.
set -eu
cd "$(dirname "$0")/.."
top=$(pwd)
try=$top/build/try
root=$try/root
failures=0

# check WORDS COMMAND...: one line for each thing looked at, and what was said where it fails.
check() {
    words=$1
    shift
    if "$@" >"$try/said" 2>&1; then
        printf 'ok    %s\n' "$words"
    else
        failures=$((failures + 1))
        printf 'FAIL  %s\n' "$words"
        sed 's/^/      /' "$try/said"
    fi
}

# in_root COMMAND...: with namespaces of its own, so that mounts and processes end with it; and with terminals.
in_root() {
    # shellcheck disable=SC2016 # words of the inner shell
    unshare --mount --pid --fork --mount-proc="$root/proc" sh -c 'mount -t devpts -o newinstance,ptmxmode=0666 devpts "$0/dev/pts" &&
        mount --bind "$0/dev/pts/ptmx" "$0/dev/ptmx" && exec chroot "$0" "$@"' "$root" \
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}

install_in_root() {
    in_root apt-get -qq -o DPkg::Options::=--force-unsafe-io install --yes --no-install-recommends "$@"
}

# The machine's own sources of packages and how it reaches them.
copy_sources() {
    target=$1/etc/apt
    rm -f "$target/sources.list" "$target"/sources.list.d/*
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
        [ ! -f "$file" ] || cp --parents "$file" "$1"
    done
    for folder in /etc/apt/trusted.gpg.d /etc/apt/keyrings /usr/share/keyrings /etc/apt/preferences.d; do
        [ ! -d "$folder" ] || cp -r --parents "$folder" "$1"
    done
    apt-config dump Acquire >"$target/apt.conf.d/80machine"
    cp /etc/resolv.conf "$1/etc/resolv.conf"
}

make_base() {
    [ ! -e "$try/base/.complete" ] || return 0
    rm -rf "$try/base"
    release=$(. /etc/os-release && echo "$VERSION_CODENAME")
    # shellcheck disable=SC2016 # apt-get's own variables
    mirror=$(apt-get indextargets --format '$(REPO_URI)' "Codename: $release" 'Component: main' 'Created-By: Packages' | head -n 1)
    [ -n "$mirror" ] || { echo "try.sh: apt knows no source of $release; run apt-get update" >&2; exit 1; }
    debootstrap --variant=minbase --include=ca-certificates "$release" "$try/base" "$mirror" >"$try/debootstrap.log" ||
        { tail "$try/debootstrap.log"; exit 1; }
    touch "$try/base/.complete"
}

make_root() {
    rm -rf "$root"
    cp -a "$try/base" "$root"
    copy_sources "$root"
    mkdir -p "$try/archives"
    # Fetched packages stay in the root, from where they are kept for the next time.
    echo 'Binary::apt-get::APT::Keep-Downloaded-Packages "true";' >"$root/etc/apt/apt.conf.d/99keep"
    rm -f "$root/etc/apt/apt.conf.d/docker-clean"
    rm -f "$root"/var/cache/apt/archives/*.deb # debootstrap's, installed already
    cp -al "$try/archives/." "$root/var/cache/apt/archives/"
    in_root apt-get -qq update
}

keep_archives() {
    find "$root/var/cache/apt/archives" -maxdepth 1 -name '*.deb' -exec cp -an -t "$try/archives" {} +
}

# ---- the package alone: what the clean root has is what the package asks for

try_alone() {
    cp "$1" "$root/tmp/waferscope.deb"
    check "apt installs $(basename "$1") with what it depends on" install_in_root /tmp/waferscope.deb
    keep_archives
    cp packaging/try_inside.sh "$root/tmp/try_inside.sh"
    check "the files that README.md points to" in_root sh /tmp/try_inside.sh readme_links
    check "every library that the programs and Qt's plugins load is there" in_root sh /tmp/try_inside.sh libraries
    check "wafer --version and --help" in_root sh -c 'wafer --version && wafer --help'
    check "waferscope --version and --help without a display" in_root sh -c 'waferscope --version && waferscope --help'
    sed -n 's/^    wafer /wafer /p' packaging/man/wafer.md >"$root/tmp/examples"
    mkdir -p "$root/tmp/plans"
    while read -r line; do
        check "$line" in_root sh -c "cd /tmp/plans && $line"
    done <"$root/tmp/examples"
    check "the picture of the wafer is a picture" python3 packaging/is_picture.py "$root/tmp/plans/mlp.png"
}

# ---- with a display, shells and a reader of man pages beside it

try_together() {
    check "a display, shells and tools beside it" \
        install_in_root xvfb x11-utils man-db shared-mime-info desktop-file-utils libglib2.0-bin bash-completion zsh fish
    keep_archives
    check "the window opens gallery:mnist-mlp under Xvfb" in_root sh /tmp/try_inside.sh window
    check "its screenshot (build/try/window.png) is a picture" \
        python3 packaging/is_picture.py "$root/tmp/screen/Xvfb_screen0" "$try/window.png"
    check "update-mime-database is clean" in_root sh /tmp/try_inside.sh mime_database
    check "a plan is found to be one by its name" in_root sh /tmp/try_inside.sh mime_of_name
    check "a plan is found to be one by its contents" in_root sh /tmp/try_inside.sh mime_of_contents
    check "the desktop opens plans with Waferscope" in_root sh /tmp/try_inside.sh opened_by
    for page in wafer waferscope; do
        check "man $page without warnings" in_root sh /tmp/try_inside.sh man_page "$page"
    done
    for shell in bash zsh fish; do
        check "$shell completes wafer map gallery:mn" in_root sh /tmp/try_inside.sh "completes_in_$shell"
    done
}

# ---- by the tools of this machine

try_files() {
    check "lintian" lintian --allow-root --fail-on error,warning "$1"
    check "desktop-file-validate" desktop-file-validate "$root/usr/share/applications/waferscope.desktop"
    check "appstreamcli validate" appstreamcli validate --no-net "$root/usr/share/metainfo/org.waferscope.Waferscope.metainfo.xml"
    check "removed, it leaves nothing behind" in_root sh /tmp/try_inside.sh removed
}

[ "$(id -u)" -eq 0 ] || { echo "try.sh: needs root" >&2; exit 1; }
set -- build/package/*.deb
[ -f "$1" ] || { echo "try.sh: there is no build/package/*.deb" >&2; exit 1; }
mkdir -p "$try"
make_base
make_root
try_alone "$1"
try_together
try_files "$1"
if [ "$failures" -gt 0 ]; then
    printf '\n%s failed\n' "$failures"
    exit 1
fi
printf '\nThe package works in a clean system.\n'
