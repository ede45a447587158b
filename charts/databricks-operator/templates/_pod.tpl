{{/* What a pod that is to see what the operator sees has in common with it: identity, network, place, volumes. */}}
{{- define "databricks-operator.podSettings" -}}
serviceAccountName: {{ include "databricks-operator.serviceAccountName" . }}
automountServiceAccountToken: true
{{- include "databricks-operator.imagePullSecrets" . | nindent 0 }}
securityContext:
  {{- toYaml .Values.podSecurityContext | nindent 2 }}
{{- if .Values.hostNetwork }}
hostNetwork: true
{{- end }}
{{- range $field := list "priorityClassName" "runtimeClassName" "schedulerName" "dnsPolicy" }}
{{- with get $.Values $field }}
{{ $field }}: {{ . }}
{{- end }}
{{- end }}
{{- range $field := list "dnsConfig" "hostAliases" "initContainers" "nodeSelector" "affinity" "tolerations" }}
{{- with get $.Values $field }}
{{ $field }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
volumes:
  - name: tmp
    emptyDir:
      sizeLimit: 64Mi
  {{- with .Values.workloadIdentity }}
  {{- if .enabled }}
  - name: databricks-token
    projected:
      sources:
        - serviceAccountToken:
            audience: {{ required "workloadIdentity.audience is needed: the audience of the federation policy in Databricks" .audience | quote }}
            expirationSeconds: {{ int64 .expirationSeconds }}
            path: token
  {{- end }}
  {{- end }}
  {{- with .Values.extraVolumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{- define "databricks-operator.volumeMounts" -}}
- name: tmp
  mountPath: /tmp
{{- if .Values.workloadIdentity.enabled }}
- name: databricks-token
  mountPath: /var/run/secrets/databricks
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{- toYaml . | nindent 0 }}
{{- end }}
{{- end -}}

{{/* The variables by which the program reads its options and the workspace of objects that name none. */}}
{{- define "databricks-operator.environment" -}}
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: POD_NAMESPACE
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace
- name: POD_SERVICE_ACCOUNT
  valueFrom:
    fieldRef:
      fieldPath: spec.serviceAccountName
# No debugger or profiler socket in the pod.
- name: DOTNET_EnableDiagnostics
  value: "0"
{{- $options := deepCopy .Values.operator }}
{{- $_ := set $options.leaderElection "leaseName" (include "databricks-operator.leaseName" .) }}
{{- $_ := set $options "namespaced" .Values.rbac.namespaced }}
{{- $_ := set $options "secretAccess" .Values.rbac.secrets }}
{{- if .Values.simulator.enabled }}
{{- $_ := set $options "allowInsecureHosts" true }}
{{- end }}
{{- include "databricks-operator.options" (list "OPERATOR__" $options) | trim | nindent 0 }}
{{- if .Values.simulator.enabled }}
- name: DATABRICKS_HOST
  value: http://{{ include "databricks-operator.suffixed" (list . "simulator") }}.{{ include "databricks-operator.namespace" . }}.svc:8090
# The simulator knows this token by itself; nothing is behind it.
- name: DATABRICKS_TOKEN
  value: dapi-simulator
{{- end }}
{{- with .Values.databricks }}
{{- if .host }}
- name: DATABRICKS_HOST
  value: {{ .host | quote }}
{{- $keys := ternary (dict "DATABRICKS_TOKEN" "token") (dict "DATABRICKS_CLIENT_ID" "client-id" "DATABRICKS_CLIENT_SECRET" "client-secret") (eq .auth "token") }}
{{- range $variable, $key := $keys }}
- name: {{ $variable }}
  valueFrom:
    secretKeyRef:
      name: {{ $.Values.databricks.existingSecret }}
      key: {{ $key }}
{{- end }}
{{- end }}
{{- end }}
{{- if .Values.workloadIdentity.enabled }}
- name: DATABRICKS_OIDC_TOKEN_FILEPATH
  value: /var/run/secrets/databricks/token
{{- end }}
{{- with .Values.proxy }}
{{- if .https }}
- name: HTTPS_PROXY
  value: {{ .https | quote }}
# KUBERNETES_SERVICE_HOST is the API server, which is never behind the proxy.
- name: NO_PROXY
  value: {{ list "$(KUBERNETES_SERVICE_HOST)" ".svc" ".cluster.local" "localhost" "127.0.0.1" .noProxy | compact | join "," | quote }}
{{- end }}
{{- end }}
{{- with .Values.extraEnv }}
{{- toYaml . | nindent 0 }}
{{- end }}
{{- end -}}
