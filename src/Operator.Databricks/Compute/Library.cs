using Operator.Databricks.Http;

namespace Operator.Databricks.Compute;

/// <summary>One library; exactly one of the kinds is set.</summary>
public sealed record Library : WireRecord
{
    public string? Jar { get; init; }

    /// <summary>Not supported by runtime 14 and later (behavior §1.1).</summary>
    public string? Egg { get; init; }

    public string? Whl { get; init; }

    public string? Requirements { get; init; }

    public PyPiLibrary? Pypi { get; init; }

    public MavenLibrary? Maven { get; init; }

    public CranLibrary? Cran { get; init; }
}

public sealed record PyPiLibrary : WireRecord
{
    public string? Package { get; init; }

    public string? Repo { get; init; }
}

public sealed record MavenLibrary : WireRecord
{
    public string? Coordinates { get; init; }

    public string? Repo { get; init; }

    public IReadOnlyList<string>? Exclusions { get; init; }
}

public sealed record CranLibrary : WireRecord
{
    public string? Package { get; init; }

    public string? Repo { get; init; }
}
