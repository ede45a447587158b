using System.Reflection;
using Operator.Kinds;
using Operator.Options;
using Operator.Runtime.Client;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Commands.Status;

/// <summary>What people call the kinds on a command line.</summary>
internal static class StatusKinds
{
    private const string Prefix = "databricks";

    public static IReadOnlyList<ResourceDefinition> All { get; } = [.. KindRegistry.All.Select(kind => ResourceDefinition.Of(kind.Resource))];

    public static ResourceDefinition Of(string kind) => All.First(definition => definition.Kind == kind);

    /// <summary>KIND/NAME: the kind as kubectl takes it, in the singular or plural or short, also without the prefix that all have.</summary>
    /// <exception cref="StartupException">It is neither.</exception>
    public static (ResourceDefinition Definition, string Name) Parse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2 || parts[0].Length == 0 || parts[1].Length == 0)
        {
            throw new StartupException($"{text} is not KIND/NAME, for example job/etl");
        }

        var kind = parts[0].ToLowerInvariant().Split('.')[0];
        var found = KindRegistry.All.FirstOrDefault(one => Names(one.Resource).Contains(kind, StringComparer.Ordinal)) ?? throw new StartupException(
            $"{parts[0]} is none of the kinds: {string.Join(", ", All.Select(definition => definition.Kind[Prefix.Length..].ToLowerInvariant()))}");
        return (ResourceDefinition.Of(found.Resource), parts[1]);
    }

    private static IReadOnlyList<string> Names(Type type)
    {
        var definition = ResourceDefinition.Of(type);
        List<string> names = [definition.Kind.ToLowerInvariant(), definition.Plural];
        var brief = names.Select(name => name[Prefix.Length..]).ToList();
        return [.. names, .. brief, .. brief.Select(Word), .. type.GetCustomAttribute<KubernetesEntityShortNamesAttribute>()?.ShortNames ?? []];
    }

    /// <summary>As it is said: a run, a warehouse.</summary>
    private static string Word(string name) =>
        name.Replace("jobrun", "run", StringComparison.Ordinal).Replace("sqlwarehouse", "warehouse", StringComparison.Ordinal);
}
