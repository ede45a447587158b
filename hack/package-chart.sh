#!/usr/bin/env bash
# Packages the chart of a release: with its version, and with the image that was pushed for it as the default.
#
#   hack/package-chart.sh VERSION IMAGE FOLDER    writes FOLDER/databricks-operator-VERSION.tgz
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# = 3 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 2; }

chart=$(mktemp -d); trap 'rm -rf "$chart"' EXIT
cp -r charts/databricks-operator "$chart"
sed -i "s|^  repository: databricks-operator$|  repository: $2|" "$chart/databricks-operator/values.yaml"
mkdir -p "$3"
helm package "$chart/databricks-operator" --version "$1" --app-version "$1" --destination "$3"

# A chart with another image than the one that was pushed would install and never start.
manifests=$(helm template "$3/databricks-operator-$1.tgz")
grep -qF "image: \"$2:$1\"" <<< "$manifests" || { echo "the packaged chart does not use $2:$1" >&2; exit 1; }
