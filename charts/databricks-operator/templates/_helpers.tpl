{{- define "databricks-operator.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* 63 characters are what a label value and a Service name may have. */}}
{{- define "databricks-operator.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- default $full .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Full name with a suffix; the suffix survives the truncation, so that two objects never get one name. Call with (list . "suffix"). */}}
{{- define "databricks-operator.suffixed" -}}
{{- $suffix := index . 1 -}}
{{- include "databricks-operator.fullname" (first .) | trunc (int (sub 62 (len $suffix))) | trimSuffix "-" }}-{{ $suffix -}}
{{- end -}}

{{- define "databricks-operator.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{- define "databricks-operator.imagePullSecrets" -}}
{{- with concat .Values.imagePullSecrets (dig "imagePullSecrets" (list) (default (dict) .Values.global)) -}}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end -}}

{{- define "databricks-operator.selectorLabels" -}}
app.kubernetes.io/name: {{ include "databricks-operator.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{/* All labels of an object. Call with (list .) or (list . further-labels); ours win, since selectors depend on them. */}}
{{- define "databricks-operator.labels" -}}
{{- $root := first . -}}
{{- $labels := include "databricks-operator.selectorLabels" $root | fromYaml -}}
{{- $_ := set $labels "helm.sh/chart" (printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-") -}}
{{- $_ := set $labels "app.kubernetes.io/version" $root.Chart.AppVersion -}}
{{- $_ := set $labels "app.kubernetes.io/managed-by" $root.Release.Service -}}
{{- range concat (rest .) (list $root.Values.commonLabels (dig "commonLabels" (dict) (default (dict) $root.Values.global))) }}{{ $labels = merge $labels (default (dict) .) }}{{ end -}}
{{- toYaml $labels -}}
{{- end -}}

{{- define "databricks-operator.serviceAccountName" -}}
{{- default (ternary (include "databricks-operator.fullname" .) "default" .Values.serviceAccount.create) .Values.serviceAccount.name -}}
{{- end -}}

{{/* Call with (list . .Values.image "make-target" "path.of.the.value"). */}}
{{- define "databricks-operator.image" -}}
{{- $root := first . -}}
{{- $target := index . 2 -}}
{{- $path := index . 3 -}}
{{- with index . 1 -}}
{{- $registry := default (dig "imageRegistry" "" (default (dict) $root.Values.global)) $root.Values.image.registry -}}
{{- if not (or $registry (contains "/" .repository) $root.Values.image.allowUnqualified) -}}
{{- fail (printf "%s.repository is %q, which Kubernetes would look for on Docker Hub: build and push the image with `make %s IMAGE=REGISTRY/%s:%s` and set %s.repository=REGISTRY/%s; for an image that is on the nodes already, image.allowUnqualified=true" $path .repository $target .repository (default $root.Chart.AppVersion .tag) $path .repository) -}}
{{- end -}}
{{ with $registry }}{{ trimSuffix "/" . }}/{{ end }}{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ default $root.Chart.AppVersion .tag }}{{ end }}
{{- end -}}
{{- end -}}

{{/* The lease is the release's own: two releases in one namespace must not stand by for each other. */}}
{{- define "databricks-operator.leaseName" -}}
{{- default (include "databricks-operator.fullname" .) .Values.operator.leaderElection.leaseName -}}
{{- end -}}

{{/* One OPERATOR__ variable for each option that is set. Call with (list "OPERATOR__" .Values.operator). */}}
{{- define "databricks-operator.options" -}}
{{- $prefix := first . -}}
{{- range $name, $value := last . }}
{{- $variable := printf "%s%s" $prefix (upper $name) }}
{{- if kindIs "map" $value }}
{{- include "databricks-operator.options" (list (printf "%s__" $variable) $value) }}
{{- else if kindIs "slice" $value }}
{{- with $value }}
- name: {{ $variable }}
  value: {{ join "," . | quote }}
{{- end }}
{{- else if ne (toString $value) "" }}
- name: {{ $variable }}
  {{- /* Numbers of a values file are floating point: 1000000 would become 1e+06. */}}
  value: {{ ternary (int64 $value) $value (kindIs "float64" $value) | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/*
The operator's rules (written by `make generate`) that are for cluster-scoped resources, or those that are not: a Role cannot
grant the former. Secrets that are read by their names only have a rule of their own. Call with (list . true|false).
*/}}
{{- define "databricks-operator.rules" -}}
{{- $clusterScoped := list "namespaces" "customresourcedefinitions" -}}
{{- /* The lease of another release is in a namespace that this one does not know. */}}
{{- if not (first .).Values.rbac.namespaced }}{{ $clusterScoped = append $clusterScoped "leases" }}{{ end -}}
{{- $wanted := last . -}}
{{- $byName := eq (first .).Values.rbac.secrets "Get" -}}
{{- $rules := list -}}
{{- range (first .).Files.Get "files/role-rules.yaml" | fromYamlArray -}}
{{- $resources := list -}}
{{- range .resources -}}
{{- if and (eq (has . $clusterScoped) $wanted) (not (and $byName (eq . "secrets"))) }}{{ $resources = append $resources . }}{{ end -}}
{{- end -}}
{{- if $resources }}{{ $rules = append $rules (set . "resources" $resources) }}{{ end -}}
{{- end -}}
{{- if and $byName (not $wanted) }}{{ $rules = append $rules (dict "apiGroups" (list "") "resources" (list "secrets") "verbs" (list "get")) }}{{ end -}}
{{- toYaml $rules -}}
{{- end -}}

{{/*
Before the operator goes: what is being let go needs it. Argo CD reads its own annotations and runs the same at the deletion of the Application.
Call with the place in the order.
*/}}
{{- define "databricks-operator.uninstallHook" -}}
helm.sh/hook: pre-delete
helm.sh/hook-weight: {{ . | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
argocd.argoproj.io/hook: PreDelete
argocd.argoproj.io/sync-wave: {{ . | quote }}
argocd.argoproj.io/hook-delete-policy: BeforeHookCreation,HookSucceeded
{{- end -}}
