#!/usr/bin/env bash
# Builds everything, runs the test projects given (default: all) and ends with one line: N passed, N failed, N skipped.
# The tests that failed are named once more before it, with what they said. A test that hangs is ended after eight minutes and named. TEST_RESULTS=FOLDER keeps the result files there. The control plane and the command line tools that the integration tests need are fetched before, so that their progress is seen.
set -euo pipefail
cd "$(dirname "$0")/.."

projects=("$@")
[ ${#projects[@]} -gt 0 ] || { projects=(tests/*Tests); projects=("${projects[@]#tests/}"); }
if [ -n "${TEST_RESULTS:-}" ]; then
  mkdir -p "$TEST_RESULTS"; results=$(cd "$TEST_RESULTS" && pwd); rm -f "$results"/*.trx # those of a run before would be counted
else
  results=$(mktemp -d); trap 'rm -rf "$results"' EXIT
fi

if printf '%s\n' "${projects[@]}" | grep -qv UnitTests; then
  hack/control-plane.sh get >/dev/null
  hack/tools.sh kubectl >/dev/null
  hack/tools.sh helm >/dev/null
fi
dotnet build Operator.sln -c Release --nologo -v quiet

status=0
for project in "${projects[@]}"; do
  printf '\n== %s\n' "$project"
  dotnet test "tests/$project" -c Release --no-build --nologo --blame-hang --blame-hang-timeout 8m --blame-hang-dump-type none --logger "trx;LogFileName=$results/$project.trx" --logger "console;verbosity=minimal" || status=1
done

count() { cat "$results"/*.trx 2>/dev/null | grep -o "<Counters [^>]*" | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" | paste -sd+ | sed 's/^$/0/' | { read -r sum; echo $((sum)); }; }

# The name of each test that failed, and the first lines of its message.
failures() {
  cat "$results"/*.trx 2>/dev/null | awk '
    /<UnitTestResult .*outcome="Failed"/ { match($0, /testName="[^"]*"/); print "\nfailed: " substr($0, RSTART + 10, RLENGTH - 11); left = 6 }
    /<Message>/ && left { inside = 1 }
    inside && left { print "  " $0; left-- }
    /<\/Message>/ { inside = left = 0 }' | sed -E 's|</?Message>||g; s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&#x[AD];//g; s/&amp;/\&/g'
}

passed=$(count passed); failed=$(count failed); total=$(count total)
failures
[ "$total" -gt 0 ] || { echo "no test ran"; status=1; }
printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$((total - passed - failed))"
exit $status
