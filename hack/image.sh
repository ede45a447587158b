#!/usr/bin/env bash
# Builds a container image with what is installed: docker (buildx for several platforms), podman, buildah, or else the SDK's own container publish,
# which needs no container tool at all.
#
#   hack/image.sh TARGET IMAGE [PLATFORMS]
#     TARGET      operator or simulator
#     IMAGE       REGISTRY/NAME:TAG; without a tag, the version of this repository
#     PLATFORMS   linux/amd64,linux/arm64 ...; empty for this machine's
#   PUSH=1        pushes it (several platforms can only be pushed, or kept by podman and buildah as a manifest list)
#   TOOL=docker|podman|buildah|sdk   instead of the first that is installed
set -euo pipefail
cd "$(dirname "$0")/.."
fail() { printf 'image: %s\n' "$*" >&2; exit 1; }

target=${1:-} image=${2:-} platforms=${3:-}
case $target in operator | simulator) ;; *) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 2 ;; esac
[ -n "$image" ] || fail "name the image: IMAGE=REGISTRY/NAME:TAG"
version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props)
# A colon behind the last slash is a tag; one before it is the registry's port.
[[ ${image##*/} == *:* ]] || image=$image:$version

# Docker's client alone cannot build: it has to reach its daemon.
usable() {
  case $1 in
    docker) command -v docker >/dev/null && docker info >/dev/null 2>&1 ;;
    podman | buildah) command -v "$1" >/dev/null ;;
    sdk) command -v dotnet >/dev/null ;;
    *) fail "TOOL=$1 is none of docker, podman, buildah, sdk" ;;
  esac
}
tool=${TOOL:-}
if [ -n "$tool" ]; then
  usable "$tool" || fail "$tool cannot be used here: it is not installed, or its daemon does not answer"
else
  for tool in docker podman buildah sdk; do usable "$tool" && break; done
fi

labels=(--label "org.opencontainers.image.version=${image##*:}" --label "org.opencontainers.image.revision=$(git rev-parse HEAD 2>/dev/null || echo unknown)")

with_docker() {
  if [ -n "$platforms" ]; then
    [[ $platforms != *,* || -n ${PUSH:-} ]] || fail "docker keeps an image of several platforms nowhere but in a registry: add PUSH=1"
    docker buildx build --target "$target" --platform "$platforms" "${labels[@]}" --tag "$image" "$([ -n "${PUSH:-}" ] && echo --push || echo --load)" .
  else
    docker build --target "$target" "${labels[@]}" --tag "$image" .
    [ -z "${PUSH:-}" ] || docker push "$image"
  fi
}

# podman and buildah take the same arguments. A manifest list of an earlier build would only grow.
with_manifest() { # COMMAND...
  if [ -n "$platforms" ]; then
    "$tool" manifest rm "$image" >/dev/null 2>&1 || true
    "$@" --target "$target" --platform "$platforms" "${labels[@]}" --manifest "$image" .
    [ -z "${PUSH:-}" ] || "$tool" manifest push --all "$image" "docker://$image"
  else
    "$@" --target "$target" "${labels[@]}" --tag "$image" .
    [ -z "${PUSH:-}" ] || "$tool" push "$image"
  fi
}

# To the registry with PUSH=1, else into an archive that `docker load`, `ctr images import` and `kind load image-archive` take.
with_sdk() {
  local project=src/Operator registry="" repository=${image%:*} options=()
  [ "$target" = operator ] || project=src/Databricks.Simulator
  [[ $platforms != *,* ]] || fail "the SDK builds one platform here: install docker, podman or buildah, or name one platform"
  case ${platforms:-linux/$(uname -m)} in
    linux/amd64 | linux/x86_64) options+=(-p:ContainerRuntimeIdentifier=linux-x64) ;;
    linux/arm64 | linux/aarch64) options+=(-p:ContainerRuntimeIdentifier=linux-arm64) ;;
    *) fail "the SDK's image is for linux/amd64 or linux/arm64, not ${platforms:-this machine}" ;;
  esac
  # What stands before the first slash is a registry when it looks like a host.
  case ${repository%%/*} in *.* | *:* | localhost) [[ $repository == */* ]] && registry=${repository%%/*} repository=${repository#*/} ;; esac
  if [ -n "${PUSH:-}" ]; then
    [ -n "$registry" ] || fail "PUSH=1 needs a registry in IMAGE"
    options+=("-p:ContainerRegistry=$registry")
  else
    mkdir -p dist
    options+=("-p:ContainerArchiveOutputPath=$PWD/dist/$target-image.tar")
  fi
  dotnet publish "$project" --configuration Release -t:PublishContainer -p:UseAppHost=false -p:ContainerFamily=noble-chiseled \
    "-p:ContainerRepository=$repository" "-p:ContainerImageTag=${image##*:}" "${options[@]}"
  [ -n "${PUSH:-}" ] || echo "dist/$target-image.tar holds $repository:${image##*:}"
}

case $tool in
  docker) with_docker ;;
  podman) with_manifest podman build ;;
  buildah) with_manifest buildah build ;;
  sdk) with_sdk ;;
esac
echo "built $image with $tool"
