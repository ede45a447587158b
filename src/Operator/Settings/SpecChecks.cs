using System.Globalization;

namespace Operator.Settings;

/// <summary>What the rules of several kinds ask of a spec.</summary>
internal static class SpecChecks
{
    /// <summary>Jobs and runs are named by whole numbers, which Kubernetes keeps as text because JSON readers lose digits above 2^53.</summary>
    public static bool IsNumericId(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
