#!/bin/sh
# check_format.sh ROOT [CLANG_FORMAT_OPTION...]: clang-format on all our sources; without options, only looks.
set -eu
cd "$1"
shift
[ $# -gt 0 ] || set -- --dry-run -Werror
find core formats model mapping emulator session views app tests \( -name '*.cpp' -o -name '*.h' \) -print0 | xargs -0 clang-format "$@"
