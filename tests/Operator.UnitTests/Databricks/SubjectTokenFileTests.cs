using Operator.Databricks.Authentication;
using Operator.Databricks.Errors;

namespace Operator.UnitTests.Databricks;

public sealed class SubjectTokenFileTests : IDisposable
{
    private readonly string path = Path.Combine(Directory.CreateTempSubdirectory("subject-token-").FullName, "token");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

    [Fact]
    public async Task At_AReplacedFile_GivesItsNewContentTrimmed()
    {
        var read = SubjectTokenFile.At(path);
        await File.WriteAllTextAsync(path, "first\n", Cancellation);
        Assert.Equal("first", (await read(Cancellation)).Reveal());

        // As the kubelet does: another file takes the name.
        await File.WriteAllTextAsync($"{path}.new", " second ", Cancellation);
        File.Move($"{path}.new", path, overwrite: true);
        Assert.Equal("second", (await read(Cancellation)).Reveal());
    }

    [Theory]
    [InlineData(null, "does not exist")]
    [InlineData("", "is empty")]
    [InlineData(" \n ", "is empty")]
    [InlineData("large", "is larger than 64 KiB")]
    [InlineData("directory", "can not be read")]
    public async Task At_AnUnusableFile_FailsNamingIt(string? content, string problem)
    {
        await PrepareAsync(content);
        var failure = await Assert.ThrowsAsync<DatabricksException>(() => SubjectTokenFile.At(path)(Cancellation));
        Assert.Equal(DatabricksErrorKind.Unauthenticated, failure.Kind);
        Assert.Equal($"oidc/v1/token: no token: the service account's token file {path} {problem}", failure.Message);
    }

    private async Task PrepareAsync(string? content)
    {
        switch (content)
        {
            case null:
                break;
            case "directory":
                Directory.CreateDirectory(path);
                break;
            case "large":
                await File.WriteAllTextAsync(path, new string('x', (64 * 1024) + 1), Cancellation);
                break;
            default:
                await File.WriteAllTextAsync(path, content, Cancellation);
                break;
        }
    }
}
