using System.Text.Json.Serialization.Metadata;
using Operator.Runtime.Client;
using Operator.Runtime.Controllers;
using Operator.Runtime.Informers;
using Operator.Runtime.LeaderElection;

namespace Operator.Runtime.Hosting;

/// <summary>How this operator runs; set once, before the host is built.</summary>
public sealed record OperatorSettings
{
    /// <summary>Name in events, field managers and logs.</summary>
    public string Name { get; set; } = "databricks-operator";

    /// <summary>Namespaces to watch; empty means all.</summary>
    public IReadOnlyList<string> Namespaces { get; set; } = [];

    /// <summary>Which objects of a kind are watched, by their labels; null for all.</summary>
    public Func<ResourceDefinition, string?> LabelSelector { get; set; } = _ => null;

    public LeaderElectionOptions LeaderElection { get; set; } = new();

    public ControllerOptions Controllers { get; set; } = new();

    public ReflectorOptions Reflectors { get; set; } = new();

    /// <summary>Source-generated JSON contracts of the entities; without them reflection is used.</summary>
    public IJsonTypeInfoResolver? EntityTypes { get; set; }

    /// <summary>How long passes under way may take to finish when the process is asked to stop.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the API server may be silent before the process counts as not ready, and a loop may hang before it counts as dead.</summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromMinutes(10);
}
