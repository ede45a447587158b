namespace Operator.Runtime.Client;

/// <summary>
/// Of objects of this kind the API server is asked for the metadata only. The way to be woken by a change of a Secret without holding what every
/// Secret of the cluster contains.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MetadataOnlyAttribute : Attribute;
