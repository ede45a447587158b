using System.Globalization;

namespace Operator.Runtime.Informers;

/// <summary>The resource version from which a watch goes on.</summary>
internal sealed class WatchPosition
{
    private ulong newest;

    /// <summary>Null when only a new list can tell it.</summary>
    public string? Version { get; private set; }

    /// <summary>True for what is older than what has been seen, even if that was forgotten.</summary>
    public bool IsAfter(string? resourceVersion) => Number(resourceVersion) < newest;

    public void StartAt(string resourceVersion) => (Version, newest) = (resourceVersion, Number(resourceVersion));

    public void MoveTo(string? resourceVersion)
    {
        if (IsAfter(resourceVersion) || string.IsNullOrEmpty(resourceVersion))
        {
            throw new InvalidDataException($"The watch went back from {newest} to '{resourceVersion}'.");
        }

        StartAt(resourceVersion);
    }

    public void Forget() => Version = null;

    /// <summary>Resource versions of one kind are numbers that grow; one that is no number is never compared.</summary>
    private static ulong Number(string? resourceVersion) =>
        ulong.TryParse(resourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : ulong.MaxValue;
}
