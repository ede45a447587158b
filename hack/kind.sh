#!/usr/bin/env bash
# Writes the skeleton of a kind, which compiles and does nothing wrong: make kind NAME=SqlAlert ENDPOINT=/sql/alerts
# NAME is the resource's name without Databricks, in the singular; ENDPOINT is the collection in the REST API, without the version.
set -euo pipefail
cd "$(dirname "$0")/.."

name=${1:-}
endpoint=${2:-}
if [[ ! $name =~ ^([A-Z][a-z0-9]+)+$ || ! $endpoint =~ ^(/[a-z0-9-]+)+$ ]]; then
  echo "usage: make kind NAME=SqlAlert ENDPOINT=/sql/alerts" >&2
  exit 2
fi

camel=${name,}
words=$(sed -E 's/([a-z0-9])([A-Z])/\1 \L\2/g; s/^(.)/\L\1/' <<<"$name")
area=${endpoint##*/}
short=db$(sed -E 's/(^| )(.)[^ ]*/\2/g' <<<"$words")

write() {
  local target=$2
  [[ ! -e $target ]] || { echo "$target exists already" >&2; exit 1; }
  mkdir -p "$(dirname "$target")"
  sed -e "s|@Name@|$name|g; s|@name@|$camel|g; s|@words@|$words|g; s|@plural@|databricks${name,,}s|g; s|@short@|$short|g; s|@endpoint@|$endpoint|g; s|@area@|$area|g" \
    "hack/kind/$1" >"$target"
  echo "wrote $target"
}

# One line, in the order of the alphabet among its like.
add() {
  local file=$1 anchor=$2 line=$3
  grep -qF -- "$line" "$file" || sed -i "0,\\|$anchor|s|$anchor|$line\n&|" "$file"
  echo "edited $file"
}

write Resource.cs.template "src/Operator.Api/V1Alpha1/Databricks$name.cs"
write Api.cs.template "src/Operator.Databricks/${name}s/I${name}sApi.cs"
write Kind.cs.template "src/Operator/Kinds/${name}s/${name}Kind.cs"
write Client.cs.template "src/Operator/Kinds/${name}s/${name}Client.cs"
write Settings.cs.template "src/Operator/Kinds/${name}s/${name}Settings.cs"

add src/Operator.Api/V1Alpha1/ApiJsonContext.cs 'public sealed partial class' "[JsonSerializable(typeof(Databricks$name))]"
add src/Operator.Databricks/WorkspaceClient.cs 'using Operator.Databricks.WorkspaceObjects;' "using Operator.Databricks.${name}s;"
add src/Operator.Databricks/WorkspaceClient.cs '        Identity = clients' "        ${name}s = clients.Create<I${name}sApi>(UnversionedFamilies, ${name}sJson.Default);"
add src/Operator.Databricks/WorkspaceClient.cs '    public ICurrentUserApi Identity' "    public I${name}sApi ${name}s { get; }\n"
add src/Operator/Kinds/KindRegistry.cs 'using Operator.Runtime.Hosting;' "using Operator.Kinds.${name}s;"
add src/Operator/Kinds/KindRegistry.cs '        // spec.ttlSecondsAfterFinished' "        new(typeof(Databricks$name), ${name}Kind.Add${name}s, Managed),"
echo "  - bases/databricks-operator.io_databricks${name,,}s.yaml" >>config/crd/kustomization.yaml

cat <<'NEXT'
Next: give the spec its settings, bounds and rules; say in Settings.cs which fields are not compared as they stand; teach the simulator its calls;
add a sample to the conformance tests and a row for each call to src/Operator/Commands/DatabricksApi.cs; then `dotnet format` and `make generate`.
NEXT
