using System.Reflection;
using Operator.Api.V1Alpha1;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Api;

/// <summary>Whoever meets a reason in a condition finds it in docs/operations.md.</summary>
public sealed class OperationsDocumentTests
{
    [Fact]
    public void Reasons_EveryOne_HasARowWithMeaningAndWhatToDo()
    {
        var rows = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "operations.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 5)
            .ToDictionary(cells => cells[1], cells => (Meaning: cells[2], Action: cells[3]), StringComparer.Ordinal);

        var reasons = typeof(Reasons).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).ToList();

        Assert.DoesNotContain(reasons, reason => !rows.TryGetValue(reason, out var row) || row.Meaning.Length == 0 || row.Action.Length == 0);
    }
}
