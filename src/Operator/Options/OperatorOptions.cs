using System.ComponentModel.DataAnnotations;

namespace Operator.Options;

/// <summary>
/// The options of the program: by flag, by environment (OPERATOR__WORKERS, OPERATOR__LEADERELECTION__ENABLED …) or by file. The defaults are those of the
/// chart's values.
/// </summary>
internal sealed record OperatorOptions
{
    public const string Section = "Operator";

    /// <summary>In a list of namespaces: every one.</summary>
    public const string All = "*";

    /// <summary>Namespaces to watch, separated by commas; empty means all.</summary>
    [Entries(EntriesAttribute.Namespace)]
    public string WatchNamespaces { get; init; } = "";

    /// <summary>
    /// The operator's account has rights in the watched namespaces only and none in the whole cluster, so that neither the labels of namespaces nor the uid of
    /// kube-system can be read.
    /// </summary>
    public bool Namespaced { get; init; }

    /// <summary>Watch: Secrets are listed and watched. Get: each that an object names is read by its name, and again at RecheckSeconds.</summary>
    [Required]
    [RegularExpression("^(Watch|Get)$")]
    public string SecretAccess { get; init; } = "Watch";

    /// <summary>
    /// Identifies this installation in the owner tag of every object it creates in Databricks; empty means the uid of the namespace kube-system.
    /// </summary>
    [RegularExpression("^[A-Za-z0-9._-]{0,128}$")]
    public string InstallationId { get; init; } = "";

    /// <summary>
    /// The operator works on the objects whose label databricks-operator.io/class has this value; empty means those without that label. For several
    /// operators over the same namespaces.
    /// </summary>
    [RegularExpression("^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$")]
    public string Class { get; init; } = "";

    /// <summary>Maximum concurrent reconciles per kind.</summary>
    [Range(1, 256)]
    public int Workers { get; init; } = 32;

    /// <summary>Seconds after which an object is reconciled even without a change.</summary>
    [Range(10, 864000)]
    public int ResyncSeconds { get; init; } = 36000;

    /// <summary>Seconds between two lists of a workspace, which show changes made there.</summary>
    [Range(1, 3600)]
    public int ObservationPeriodSeconds { get; init; } = 60;

    /// <summary>Seconds between two reads of what no list shows, such as the permissions of an object.</summary>
    [Range(10, 86400)]
    public int RecheckSeconds { get; init; } = 600;

    /// <summary>Seconds between two reads of an object that is starting or stopping.</summary>
    [Range(1, 300)]
    public int TransitionSeconds { get; init; } = 5;

    /// <summary>Timeout of one reconcile, in seconds.</summary>
    [Range(10, 3600)]
    public int PassTimeoutSeconds { get; init; } = 120;

    /// <summary>Seconds to wait after a creation of unknown result before looking for what it created: at least as long as the workspace's lists lag.</summary>
    [Range(0, 600)]
    public int CreateGraceSeconds { get; init; } = 60;

    /// <summary>Where /healthz, /readyz and /metrics are served; empty for nowhere.</summary>
    public string Listen { get; init; } = "http://+:8080";

    public LeaderElectionSettings LeaderElection { get; init; } = new();

    /// <summary>json or console.</summary>
    [Required]
    [RegularExpression("^(json|console)$")]
    public string LogFormat { get; init; } = "json";

    /// <summary>Verbose, Debug, Information, Warning or Error.</summary>
    [Required]
    [RegularExpression("^(Verbose|Debug|Information|Warning|Error)$")]
    public string LogLevel { get; init; } = "Information";

    /// <summary>Accept workspaces at http:// hosts, IP addresses and localhost; for tests only.</summary>
    public bool AllowInsecureHosts { get; init; }

    /// <summary>The namespaces whose objects may use the workspace of the environment (DATABRICKS_HOST), separated by commas; * means all.</summary>
    [Entries(EntriesAttribute.NamespaceOrAll, Minimum = 1)]
    public string DefaultWorkspaceNamespaces { get; init; } = All;

    /// <summary>
    /// The DatabricksWorkspace, as namespace/name, of objects that name none in namespaces without one named default; its allowedNamespaces say whom it serves.
    /// </summary>
    [RegularExpression("^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?/[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)?$")]
    public string DefaultWorkspace { get; init; } = "";

    public IdentitySettings Identities { get; init; } = new();

    public TraceSettings Traces { get; init; } = new();

    public IReadOnlyList<string> Namespaces => List(WatchNamespaces);

    public bool WatchesSecrets => SecretAccess == "Watch";

    /// <summary>The entries of an option that holds several.</summary>
    public static IReadOnlyList<string> List(string option) => option.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Every problem in words, with the option's name; empty when all is well.</summary>
    public IEnumerable<string> Problems()
    {
        (object, string)[] parts = [(this, ""), (LeaderElection, "LeaderElection."), (Identities, "Identities."), (Traces, "Traces.")];
        foreach (var (part, prefix) in parts)
        {
            var results = new List<ValidationResult>();
            Validator.TryValidateObject(part, new ValidationContext(part), results, validateAllProperties: true);
            foreach (var result in results)
            {
                yield return $"{prefix}{string.Join(", ", result.MemberNames)}: {result.ErrorMessage}";
            }
        }

        foreach (var contradiction in Contradictions())
        {
            yield return contradiction;
        }
    }

    private IEnumerable<string> Contradictions()
    {
        if (Listen.Length > 0 && !IsAddress(Listen))
        {
            yield return "Listen: it must be an address such as http://+:8080, or empty";
        }

        if (Namespaced && Namespaces.Count == 0)
        {
            yield return "Namespaced: WatchNamespaces has to name the namespaces that the operator has rights in";
        }

        if (Namespaced && InstallationId.Length == 0)
        {
            yield return "Namespaced: InstallationId is needed, because the uid of the namespace kube-system, which it is otherwise, may not be read";
        }

        if (DefaultWorkspace.Split('/') is [var @namespace, _] && Namespaces.Count > 0 && !Namespaces.Contains(@namespace))
        {
            yield return $"DefaultWorkspace: WatchNamespaces has to name its namespace {@namespace}";
        }

        if (LeaderElection.RenewDeadlineSeconds >= LeaderElection.LeaseDurationSeconds
            || LeaderElection.RetryPeriodSeconds >= LeaderElection.RenewDeadlineSeconds)
        {
            yield return "LeaderElection: it must hold that RetryPeriodSeconds < RenewDeadlineSeconds < LeaseDurationSeconds";
        }
    }

    /// <summary>A + stands for every address, which no URL may hold.</summary>
    private static bool IsAddress(string text) =>
        text.Split(';').All(part => Uri.TryCreate(
            part.Replace("+", "all", StringComparison.Ordinal).Replace("*", "all", StringComparison.Ordinal), UriKind.Absolute, out var address)
            && address is { Scheme: "http" or "https", PathAndQuery: "/" });

    /// <summary>Who may use the operator's own identities (its ServiceAccount's tokens, its machine's managed identity), and where.</summary>
    internal sealed record IdentitySettings
    {
        /// <summary>
        /// The namespaces whose DatabricksWorkspaces may use them, separated by commas; empty means the operator's own namespace, * means all.
        /// </summary>
        [Entries(EntriesAttribute.NamespaceOrAll)]
        public string Namespaces { get; init; } = "";

        /// <summary>
        /// Hosts besides those of Databricks' own domains that may get their tokens, separated by commas; a leading dot stands for all names below.
        /// </summary>
        [Entries("^[.]?[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?([.][A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?)*$")]
        public string Hosts { get; init; } = "";

        /// <summary>The audiences that auth.workloadIdentity.audience may name, separated by commas; empty means none.</summary>
        [Entries("^[^,\\s]+$", Except = UsualAudiences.Pattern, ExceptReason = UsualAudiences.Reason)]
        public string Audiences { get; init; } = "";
    }

    /// <summary>One trace for each pass with its calls, sent by OTLP.</summary>
    internal sealed record TraceSettings
    {
        /// <summary>Of an OpenTelemetry collector, as in http://collector.observability:4318; empty means that there are no traces.</summary>
        [RegularExpression("^(https?://[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?(:([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}))?/?)?$")]
        public string Endpoint { get; init; } = "";

        /// <summary>http (a collector's port 4318) or grpc (4317).</summary>
        [Required]
        [RegularExpression("^(http|grpc)$")]
        public string Protocol { get; init; } = "http";

        /// <summary>Of a hundred passes, how many are traced.</summary>
        [Range(1, 100)]
        public int SamplePercent { get; init; } = 100;
    }

    internal sealed record LeaderElectionSettings
    {
        public bool Enabled { get; init; } = true;

        [Required]
        [RegularExpression("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
        public string LeaseName { get; init; } = "databricks-operator";

        /// <summary>Empty means POD_NAMESPACE, or the namespace of the kubeconfig.</summary>
        [RegularExpression("^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)?$")]
        public string LeaseNamespace { get; init; } = "";

        [Range(2, 600)]
        public int LeaseDurationSeconds { get; init; } = 15;

        [Range(1, 600)]
        public int RenewDeadlineSeconds { get; init; } = 10;

        [Range(1, 600)]
        public int RetryPeriodSeconds { get; init; } = 2;
    }
}
