#!/usr/bin/env bash
# The skeleton that `make kind` writes compiles with the code as it is, without a warning. Tried on a copy.
set -euo pipefail
cd "$(dirname "$0")/.."

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z | xargs -0 cp --parents -t "$copy"
cd "$copy"
hack/kind.sh SqlAlert /sql/alerts >/dev/null
dotnet build src/Operator -c Release --nologo -v quiet
echo "the skeleton of a kind compiles"
