#!/usr/bin/env bash
# Writes config/default as one file, with an image that exists: `kubectl apply --server-side -f install.yaml`.
#
#   hack/release-manifest.sh IMAGE [FILE]    IMAGE is REGISTRY/NAME:TAG or REGISTRY/NAME@sha256:...; FILE is dist/install.yaml by default
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -ge 1 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 2; }
case $1 in
  */*) ;;
  *) echo "release-manifest: $1 has no registry; Kubernetes would look for it on Docker Hub. Name it as REGISTRY/NAME:TAG" >&2; exit 1 ;;
esac
file=${2:-dist/install.yaml}
kubectl=$(hack/tools.sh kubectl)
mkdir -p "$(dirname "$file")"

"$kubectl" kustomize config/default > "$file"
# The one image of it, whatever tag it has there.
sed -i "s|^\( *image: \)databricks-operator:.*|\1$1|" "$file"
grep -qF "image: $1" "$file" || { echo "release-manifest: config/manager does not name the image databricks-operator any more" >&2; exit 1; }
echo "$file uses $1"
