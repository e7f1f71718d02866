#!/bin/sh
# make_locale.sh NAME FOLDER: makes the locale NAME.UTF-8 in FOLDER (for LOCPATH), changing nothing on the machine.
set -eu
[ -f "$2/$1.UTF-8/LC_NUMERIC" ] && exit 0
mkdir -p "$2"
localedef --no-archive -i "$1" -f UTF-8 "$2/$1.UTF-8"
