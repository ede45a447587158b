#!/usr/bin/env bash
# Prints the version of a release tag (v1.2.3 is 1.2.3), and fails when a file of the project names another one.
#
#   hack/release-version.sh TAG
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# = 1 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 2; }

version=${1#v}
[[ $1 =~ ^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] || { echo "$1 is no tag of a release: it has to look like v1.2.3 or v1.2.3-rc.1" >&2; exit 1; }

status=0
expect() { # FILE EXPRESSION: the sed expression prints the version that the file names
  local found
  found=$(sed -n "$2" "$1")
  [ "$found" = "$version" ] || { echo "$1 says '$found', and the tag '$version': set it there, or tag another commit" >&2; status=1; }
}
expect Directory.Build.props 's|.*<Version>\(.*\)</Version>.*|\1|p'
expect charts/databricks-operator/Chart.yaml 's/^version: //p'
expect charts/databricks-operator/Chart.yaml 's/^appVersion: //p'
expect config/manager/kustomization.yaml 's/^ *newTag: //p'
expect config/components/simulator/kustomization.yaml 's/^ *newTag: //p'
[ $status = 0 ] || exit $status
echo "$version"
