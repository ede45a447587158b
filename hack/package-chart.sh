#!/usr/bin/env bash
# Packages the chart of a release: with its version, and with the images that were pushed for it as the defaults.
#
#   hack/package-chart.sh VERSION IMAGE FOLDER    writes FOLDER/databricks-operator-VERSION.tgz; the simulator's image is IMAGE-simulator
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# = 3 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 2; }
[[ $2 == */* ]] || { echo "package-chart: $2 has no registry; Kubernetes would look for it on Docker Hub. Name it as REGISTRY/NAME" >&2; exit 1; }
[[ ${2##*/} != *:* ]] || { echo "package-chart: the tag of the image is the chart's version; name $2 without one" >&2; exit 1; }

helm=$(hack/tools.sh helm)
chart=$(mktemp -d); trap 'rm -rf "$chart"' EXIT
cp -r charts/databricks-operator "$chart"
sed -i -e "s|^  repository: databricks-operator$|  repository: $2|" -e "s|^    repository: databricks-simulator$|    repository: $2-simulator|" \
  "$chart/databricks-operator/values.yaml"
mkdir -p "$3"
"$helm" package "$chart/databricks-operator" --version "$1" --app-version "$1" --destination "$3"

# A chart with another image than the one that was pushed would install and never start.
manifests=$("$helm" template "$3/databricks-operator-$1.tgz" --set simulator.enabled=true)
for image in "$2:$1" "$2-simulator:$1"; do
  grep -qF "image: \"$image\"" <<< "$manifests" || { echo "the packaged chart does not use $image" >&2; exit 1; }
done
