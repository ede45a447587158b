using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Operator.Options;

/// <summary>The option holds several entries, separated by commas. In the chart it is a list, whose schema is made from this attribute.</summary>
/// <param name="pattern">What every entry must match; written so that it means the same to a JSON schema.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EntriesAttribute([StringSyntax(StringSyntaxAttribute.Regex)] string pattern) : ValidationAttribute
{
    public const string Namespace = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$";
    public const string NamespaceOrAll = "^([*]|[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)$";

    public string Pattern => pattern;

    /// <summary>What no entry may match; null for nothing.</summary>
    public string? Except { get; init; }

    /// <summary>Why, for the user, an entry that matches <see cref="Except"/> is refused.</summary>
    public string ExceptReason { get; init; } = "it is not allowed";

    public int Minimum { get; init; }

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var entries = OperatorOptions.List((string)value!);
        var problem = entries.Count < Minimum ? $"needs at least {Minimum} entry" : entries.Select(Problem).FirstOrDefault(found => found is not null);
        return problem is null ? ValidationResult.Success : new ValidationResult(problem, [validationContext.MemberName!]);
    }

    private string? Problem(string entry) =>
        !Regex.IsMatch(entry, Pattern) ? $"\"{entry}\" does not match {Pattern}"
        : Except is not null && Regex.IsMatch(entry, Except) ? $"{entry}: {ExceptReason}"
        : null;
}
