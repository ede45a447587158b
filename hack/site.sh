#!/usr/bin/env bash
# Builds the book as a static site. A link that leads nowhere is an error, and so is a comment that a reader would see.
#   hack/site.sh [FOLDER]     dist/site by default
# REPOSITORY=ADDRESS has links to what is no page lead to the repository on the web; SITE_BASE=/PATH/ is where the site will be served from.
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p "${1:-dist/site}"
SITE_OUTPUT=$(cd "${1:-dist/site}" && pwd)
packages=$(hack/tools.sh vitepress)
SITE_ROOT=$(mktemp -d); trap 'rm -rf "$SITE_ROOT"' EXIT
export SITE_ROOT SITE_OUTPUT SITE_CLONE=$PWD REPOSITORY=${REPOSITORY:-${GITHUB_REPOSITORY:+${GITHUB_SERVER_URL:-https://github.com}/$GITHUB_REPOSITORY}}

# What git knows, and what is new: no output of a build becomes a page.
git ls-files --cached --others --exclude-standard -- '*.md' 'docs/*.svg' ':!docs/reviews' ':!.github' ':!hack' | while read -r file; do
  [ -f "$file" ] && install -D -m 644 "$file" "$SITE_ROOT/$file"
done
mkdir "$SITE_ROOT/.vitepress"
cp hack/site/config.mjs "$SITE_ROOT/.vitepress/"
ln -s "$packages/node_modules" "$SITE_ROOT/node_modules"
echo '{"type": "module"}' >"$SITE_ROOT/package.json"

cd "$SITE_ROOT"
node_modules/.bin/vitepress build .
if grep -rl --include='*.html' '&lt;!--' "$SITE_OUTPUT"; then
  echo "the pages above show a comment of their source" >&2
  exit 1
fi
