namespace Operator.Runtime.Hosting;

/// <summary>Two processes on one host are two identities.</summary>
internal static class ProcessIdentity
{
    public static string Value { get; } = $"{Environment.MachineName}_{Guid.NewGuid().ToString("N")[..8]}";
}
