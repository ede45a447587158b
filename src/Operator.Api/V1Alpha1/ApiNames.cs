namespace Operator.Api.V1Alpha1;

/// <summary>The API group and version of the kinds.</summary>
public static class ApiGroup
{
    /// <summary>The group.</summary>
    public const string Name = "databricks-operator.io";

    /// <summary>The version.</summary>
    public const string Version = "v1alpha1";

    /// <summary>What apiVersion says.</summary>
    public const string ApiVersion = $"{Name}/{Version}";

    /// <summary>The name under which <c>kubectl get</c> lists all kinds.</summary>
    public const string Category = "databricks";
}

/// <summary>Annotations people and tools set on an object.</summary>
public static class Annotations
{
    /// <summary>A new value makes the operator look at the object at once; echoed in status.lastHandledReconcileAt.</summary>
    public const string ReconcileRequestedAt = $"{ApiGroup.Name}/reconcile-requested-at";

    /// <summary>A <see cref="V1Alpha1.DeletionPolicy"/> that overrides the one in the spec.</summary>
    public const string DeletionPolicy = $"{ApiGroup.Name}/deletion-policy";

    /// <summary>The value true releases the object without touching the workspace.</summary>
    public const string Abandon = $"{ApiGroup.Name}/abandon";
}

/// <summary>Labels people set on an object.</summary>
public static class Labels
{
    /// <summary>
    /// Which of several operators works on the object: that whose option class has the value. An object without it belongs to the one without a class.
    /// </summary>
    public const string Class = $"{ApiGroup.Name}/class";

    /// <summary>Objects of a class; empty for those without one.</summary>
    public static string SelectorOf(string @class) => @class.Length == 0 ? $"!{Class}" : $"{Class}={@class}";
}

/// <summary>How objects on both sides are known to be ours.</summary>
public static class Ownership
{
    /// <summary>Holds the resource until its object in Databricks is dealt with.</summary>
    public const string Finalizer = $"{ApiGroup.Name}/finalizer";

    /// <summary>Key of the tag that marks an object in Databricks as created for one resource.</summary>
    public const string MarkerTag = "databricks-operator-owner";

    /// <summary>Tags with this prefix belong to the operator.</summary>
    public const string ReservedTagPrefix = "databricks-operator-";
}

/// <summary>The types of the conditions of every kind.</summary>
public static class ConditionTypes
{
    /// <summary>The object in Databricks exists and is usable.</summary>
    public const string Ready = "Ready";

    /// <summary>The object in Databricks agrees with the spec.</summary>
    public const string Synced = "Synced";

    /// <summary>The operator is working on it or waiting for something; absent when it is not.</summary>
    public const string Reconciling = "Reconciling";

    /// <summary>Nothing happens until a person changes something; absent otherwise.</summary>
    public const string Stalled = "Stalled";

    /// <summary>The run ended well; of runs only, and stays.</summary>
    public const string Complete = "Complete";

    /// <summary>The run ended otherwise, or is never going to start; of runs only, and stays.</summary>
    public const string Failed = "Failed";
}
