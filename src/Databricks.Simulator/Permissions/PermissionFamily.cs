namespace Databricks.Simulator.Permissions;

/// <summary>
/// A kind of object that carries permissions: plural in paths, singular in answers (F§4.5). <c>OwnerOf</c> gives the user who holds
/// CAN_MANAGE from the start, or null when there is no such object.
/// </summary>
internal sealed record PermissionFamily(string Plural, string Singular, IReadOnlyList<string> Levels, Func<string, string?> OwnerOf);
