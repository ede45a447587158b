using System.Collections.Concurrent;
using System.Text.Json;

namespace Operator.Runtime.Rules;

/// <summary>
/// Evaluates the rule attributes of a type, and of the types inside it, on objects. API servers do this by the CEL that is generated from the same attributes;
/// those that do not know CEL store every object.
/// </summary>
/// <remarks>
/// What the attributes say of a type is worked out once; an object that breaks no rule costs no memory but for a number that has a rule of its own.
/// </remarks>
/// <param name="options">What reads and writes the objects: fields have the names they have in JSON.</param>
public sealed class ObjectValidator(JsonSerializerOptions options)
{
    private readonly ConcurrentDictionary<Type, TypeRules> _types = new();

    /// <summary>What is wrong, in sentences that begin with where.</summary>
    /// <param name="value">The object.</param>
    /// <param name="path">Where it stands, for example spec.</param>
    public IReadOnlyList<string> Problems(object value, string path)
    {
        List<string>? problems = null;
        RulesOf(value.GetType()).Check(value, ref problems);
        return problems is null ? [] : [.. problems.Select(problem => $"{path}{problem}")];
    }

    private TypeRules RulesOf(Type type) => _types.GetOrAdd(type, static (type, options) => TypeRules.Of(options.GetTypeInfo(type)), options);
}
