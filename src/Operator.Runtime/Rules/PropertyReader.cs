using System.Globalization;
using System.Reflection;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Runtime.Rules;

/// <summary>Reads properties of objects whose types are known at run time alone; typed inside, so that asking about a number allocates nothing.</summary>
internal static class PropertyReader
{
    private static readonly MethodInfo ValueOf = Method(nameof(ReadValue));
    private static readonly MethodInfo TestOf = Method(nameof(ReadTest));

    public static Func<object, object?> Value(PropertyInfo property) => Make<Func<object, object?>>(ValueOf, property, property.GetMethod);

    /// <summary>Whether the property fulfils the last part of a term.</summary>
    public static Func<object, bool> Test(PropertyInfo property, RuleTerm term) => Make<Func<object, bool>>(TestOf, property, property.GetMethod, term);

    private static Func<object, object?> ReadValue<TOwner, TValue>(MethodInfo getter)
    {
        var get = getter.CreateDelegate<Func<TOwner, TValue>>();
        return owner => get((TOwner)owner);
    }

    private static Func<object, bool> ReadTest<TOwner, TValue>(MethodInfo getter, RuleTerm term)
    {
        var get = getter.CreateDelegate<Func<TOwner, TValue>>();
        if (term.Comparison is null)
        {
            return owner => IsGiven(get((TOwner)owner));
        }

        var value = (TValue)Constant(typeof(TValue), term.Value!);
        return term.Comparison switch
        {
            "==" => owner => EqualityComparer<TValue>.Default.Equals(get((TOwner)owner), value),
            "!=" => owner => IsGiven(get((TOwner)owner)) && !EqualityComparer<TValue>.Default.Equals(get((TOwner)owner), value),
            _ => owner => IsGiven(get((TOwner)owner)) && Comparer<TValue>.Default.Compare(get((TOwner)owner), value) > 0,
        };
    }

    /// <summary>Asked by comparing, because code that is not optimised yet puts a number into an object to compare it with null.</summary>
    private static bool IsGiven<TValue>(TValue value) => !CanBeNull<TValue>.Answer || !EqualityComparer<TValue>.Default.Equals(value, default);

    private static object Constant(Type type, string text)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsEnum ? Enum.Parse(plain, text) : Convert.ChangeType(text, plain, CultureInfo.InvariantCulture);
    }

    private static TReader Make<TReader>(MethodInfo method, PropertyInfo property, params object?[] arguments) =>
        (TReader)method.MakeGenericMethod(property.DeclaringType!, property.PropertyType).Invoke(null, arguments)!;

    private static MethodInfo Method(string name) => typeof(PropertyReader).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static class CanBeNull<TValue>
    {
        public static readonly bool Answer = default(TValue) is null;
    }
}
