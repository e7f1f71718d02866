#!/bin/sh
# package.sh: builds the programs and what belongs to them, and packs build/package/*.deb. The same tree gives the same bytes.
set -eu
cd "$(dirname "$0")/.."

# The time that the package states everywhere: of the last commit, or of the changelog where there is no git.
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}"
export SOURCE_DATE_EPOCH

cmake --preset release
cmake --build --preset release --target waferscope wafer package_files
rm -rf build/package
(cd build && cpack -G DEB -B package) || { cat build/package/_CPack_Packages/*/DEB/*.log 2>/dev/null; exit 1; }
rm -rf build/package/_CPack_Packages
cd build/package
for package in *.deb; do
    printf '\n== build/package/%s, %s bytes\n' "$package" "$(stat -c %s "$package")"
    dpkg-deb --field "$package" Version Installed-Size Depends
done
