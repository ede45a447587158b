using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>A library to install on a cluster.</summary>
[ExactlyOneOf("jar, egg, whl, requirements, pypi, maven, cran")]
public sealed class LibrarySpec
{
    /// <summary>Address of a JAR file.</summary>
    /// <example>/Volumes/main/default/libraries/app.jar</example>
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string? Jar { get; set; }

    /// <summary>Address of a Python egg; not supported by runtime 14 and newer.</summary>
    /// <example>dbfs:/libs/etl-1.0-py3.egg</example>
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string? Egg { get; set; }

    /// <summary>Address of a Python wheel.</summary>
    /// <example>/Volumes/main/default/wheels/etl-1.0-py3-none-any.whl</example>
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string? Whl { get; set; }

    /// <summary>Address of a requirements.txt file.</summary>
    /// <example>/Workspace/Shared/requirements.txt</example>
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string? Requirements { get; set; }

    /// <summary>A Python package.</summary>
    public PypiLibrary? Pypi { get; set; }

    /// <summary>A Maven artifact.</summary>
    public MavenLibrarySpec? Maven { get; set; }

    /// <summary>An R package.</summary>
    public CranLibrarySpec? Cran { get; set; }
}

/// <summary>A package from a Python index.</summary>
public sealed class PypiLibrary
{
    /// <summary>Name of the package, best with its version.</summary>
    /// <example>pandas==2.2.3</example>
    [Required]
    [Length(1, 1024)]
    [Pattern(Patterns.NotBlank)]
    public string Package { get; set; } = "";

    /// <summary>Address of the index. Default: the public one.</summary>
    /// <example>https://pypi.example.com/simple</example>
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string? Repo { get; set; }
}

/// <summary>An artifact from a Maven repository.</summary>
public sealed class MavenLibrarySpec
{
    /// <summary>Group, artifact and version.</summary>
    /// <example>org.jsoup:jsoup:1.18.1</example>
    [Required]
    [Length(1, 1024)]
    [Pattern(Patterns.NotBlank)]
    public string Coordinates { get; set; } = "";

    /// <summary>Address of the repository. Default: Maven Central and Spark Packages.</summary>
    /// <example>https://maven.example.com/releases</example>
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string? Repo { get; set; }

    /// <summary>Dependencies to leave out, as group:artifact; * stands for any.</summary>
    /// <example>["org.slf4j:slf4j-log4j12"]</example>
    [Items(0, 64)]
    [Length(1, 512)]
    [XListType(XListType.Atomic)]
    public IList<string>? Exclusions { get; set; }
}

/// <summary>A package from an R repository.</summary>
public sealed class CranLibrarySpec
{
    /// <summary>Name of the package.</summary>
    /// <example>forecast</example>
    [Required]
    [Length(1, 1024)]
    [Pattern(Patterns.NotBlank)]
    public string Package { get; set; } = "";

    /// <summary>Address of the repository. Default: CRAN.</summary>
    /// <example>https://cran.r-project.org</example>
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string? Repo { get; set; }
}
