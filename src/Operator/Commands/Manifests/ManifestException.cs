namespace Operator.Commands.Manifests;

/// <summary>A manifest that cannot be read. The message says where, and shows no value, which may be secret.</summary>
internal sealed class ManifestException(string message) : Exception(message);
