using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Operator.UnitTests.Memory;

/// <summary>
/// Counts what every collection holds that can be reached from the singletons of a program through the fields of our own types, so that a new
/// collection is counted without being registered anywhere.
/// </summary>
internal sealed class MemoryCensus
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private readonly HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly Queue<(string Path, object Item)> open = new();

    private MemoryCensus()
    {
    }

    /// <summary>The number of entries by the name of the field that holds them.</summary>
    public static IReadOnlyDictionary<string, int> Of(IServiceCollection services, IServiceProvider provider)
    {
        var census = new MemoryCensus();
        var types = services.Where(service => service.Lifetime == ServiceLifetime.Singleton).Select(service => service.ServiceType);
        foreach (var type in types.Where(type => !type.ContainsGenericParameters && IsOurs(type)).Distinct())
        {
            foreach (var service in provider.GetServices(type).OfType<object>())
            {
                census.Meet("", service);
            }
        }

        while (census.open.TryDequeue(out var next))
        {
            census.Visit(next.Path, next.Item);
        }

        return census.counts;
    }

    private void Visit(string path, object item)
    {
        if (item is Delegate { Target: { } target })
        {
            Meet(path, target);
        }
        else if (item is IEnumerable entries and not string && IsCollection(item.GetType()))
        {
            Count(path, entries);
        }
        else if (IsOurs(item.GetType()))
        {
            for (var type = item.GetType(); type is not null && type != typeof(object); type = type.BaseType)
            {
                foreach (var field in type.GetFields(Fields | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(field => !field.IsLiteral))
                {
                    Meet($"{Name(type)}.{field.Name}", field.GetValue(item));
                }
            }
        }
    }

    private void Count(string path, IEnumerable entries)
    {
        var count = 0;
        foreach (var entry in entries)
        {
            count++;
            foreach (var part in Parts(entry))
            {
                Meet(path, part);
            }
        }

        counts[path] = counts.GetValueOrDefault(path) + count;
    }

    private void Meet(string path, object? item)
    {
        if (item is not null && !item.GetType().IsPrimitive && item is not string && seen.Add(item))
        {
            open.Enqueue((path, item));
        }
    }

    /// <summary>A pair is looked into, so that what is kept by key is followed like everything else.</summary>
    private static IEnumerable<object?> Parts(object? entry) => entry?.GetType() is { IsGenericType: true, IsValueType: true } type
        ? type.GetFields(Fields).Select(field => field.GetValue(entry))
        : [entry];

    private static bool IsOurs(Type type) =>
        type.Assembly.GetName().Name is "databricks-operator" or "Operator.Runtime" or "Operator.Databricks" or "Operator.Api"
        || (type.IsGenericType && typeof(Delegate).IsAssignableFrom(type));

    private static bool IsCollection(Type type) =>
        type.Namespace is { } name && (name.StartsWith("System.Collections", StringComparison.Ordinal) || name == typeof(ConditionalWeakTable<,>).Namespace);

    private static string Name(Type type) => type.DeclaringType is { } outer ? $"{outer.Name}.{type.Name}" : type.Name;
}
