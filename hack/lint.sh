#!/usr/bin/env bash
# Everything that can be judged without running it: formatting, analyzers (in the build, where warnings are errors), spelling, shell scripts, YAML and the chart.
# The last three by shellcheck, yamllint and helm where they are installed; the end says what was left out. Every check runs, also after one that failed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

failed=() missing=()
check() { # NAME COMMAND...
  local name=$1; shift
  printf '\n== %s\n' "$name"
  "$@" || failed+=("$name")
}
check_with() { # TOOL COMMAND...
  local tool=$1; shift
  if command -v "$tool" >/dev/null; then check "$tool" "$@"; else missing+=("$tool"); fi
}

check formatting dotnet format Operator.sln whitespace --verify-no-changes
check analyzers dotnet build Operator.sln -c "${CONFIGURATION:-Release}" --nologo -v quiet
check spelling make --no-print-directory spelling
check_with shellcheck shellcheck hack/*.sh examples/*/*.sh .ci/run
check_with yamllint yamllint --strict .
check_with helm helm lint --strict charts/databricks-operator

printf '\n'
[ ${#missing[@]} = 0 ] || echo "not checked, because it is not installed: ${missing[*]}"
[ ${#failed[@]} = 0 ] || { echo "failed: ${failed[*]}"; exit 1; }
echo "no complaints"
