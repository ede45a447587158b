#!/usr/bin/env bash
# Prints the section of CHANGELOG.md about a version, without its heading; fails when there is none, or nothing in it.
#
#   hack/release-notes.sh VERSION
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# = 1 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 2; }

# The heading is "## [1.2.3] - 2026-12-24". Empty lines are printed only between others.
awk -v heading="## [$1]" '
  index($0, "## ") == 1 { inside = index($0, heading) == 1; next }
  !inside { next }
  NF == 0 { empty = found; next }
  { if (empty) print ""; empty = 0; found = 1; print }
  END { exit !found }
' CHANGELOG.md || { echo "CHANGELOG.md has no section '## [$1]', or an empty one: move Unreleased under the version first" >&2; exit 1; }
