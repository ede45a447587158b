using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FsCheck.Fluent;
using Operator.Databricks.Errors;

namespace Operator.UnitTests.Databricks;

/// <summary>Whatever a workspace, a gateway or a proxy answers, a caller gets its type or a <see cref="DatabricksException"/>.</summary>
public sealed class AnyAnswerTests
{
    private const int AnswersPerOperation = 120;

    private static readonly string[] Types =
        ["application/json", "application/json; charset=utf-16", "text/html", "text/plain; charset=klingon", "x/y", "multipart/form-data; boundary=z"];

    private static readonly int[] Statuses = [200, 200, 200, 200, 201, 202, 204, 206, 301, 307, 400, 401, 403, 404, 409, 418, 429, 499, 500, 502, 503, 504, 599];

    public static TheoryData<string> Operations => [.. ApiCall.All.Select(call => call.Operation.Name)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task AnyBytes_AsAnAnswerToAnyOperation_EndInATypedResultOrADatabricksException(string operation)
    {
        var call = ApiCall.All.Single(candidate => candidate.Operation.Name == operation);
        var readable = 0;
        foreach (var seed in Gen.Choose(0, int.MaxValue).Sample(AnswersPerOperation))
        {
            readable += await IsReadableAsync(call, seed) ? 1 : 0;
        }

        // Otherwise the answers are all so broken that nothing is said about results.
        Assert.InRange(readable, 1, AnswersPerOperation);
    }

    private static async Task<bool> IsReadableAsync(ApiCall call, int seed)
    {
        using var workspace = new TestWorkspace(timeouts: TestWorkspace.Patient with { MaxRetries = 0 });
        workspace.Stub.OnAnything(() => Answer(call, new Random(seed)));
        try
        {
            var result = await workspace.RunAsync(client => call.SendAsync(client, seed, Cancellation));
            Assert.Equal(call.Operation.Answers, result is not null);
            Assert.True(result is null || call.Method.ReturnType.GetGenericArguments()[0].IsInstanceOfType(result));
            return true;
        }
        catch (DatabricksException exception)
        {
            Assert.False(exception.Message.Any(char.IsControl) || exception.Message.Length is 0 or > 700, $"{call}, seed {seed}: {exception.Message}");
            return false;
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{call}, seed {seed}: {exception}");
            throw;
        }
    }

    private static HttpResponseMessage Answer(ApiCall call, Random random)
    {
        var content = Content(call, random);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(Types[random.Next(random.Next(2) == 0 ? 1 : Types.Length)]);
        if (random.Next(6) == 0)
        {
            content.Headers.TryAddWithoutValidation("Content-Encoding", random.Next(2) == 0 ? "gzip" : "br");
        }

        var response = new HttpResponseMessage((HttpStatusCode)Statuses[random.Next(Statuses.Length)]) { Content = content };
        response.Headers.TryAddWithoutValidation("Location", random.Next(2) == 0 ? "/login.html?error=private-link" : "::::");
        response.Headers.TryAddWithoutValidation("Retry-After", random.Next(2) == 0 ? "-1" : "99999999999999999999");
        return response;
    }

    private static HttpContent Content(ApiCall call, Random random)
    {
        var success = Encoding.UTF8.GetBytes(call.Success(random.Next()));
        return random.Next(10) switch
        {
            0 => new ByteArrayContent(Garbage(random)),
            1 => new ByteArrayContent(success[..random.Next(success.Length)]),
            2 => new ByteArrayContent(Zipped(success)),
            3 => new ByteArrayContent(Nested(random)),
            4 => new StringContent("<html><title>Sign in</title><body><pre>a &amp; b</pre>"),
            5 => new StringContent("""{"error_code":"INVALID_STATE","message":"Run: 1 in job: 2 doesn't exist","details":[{"@type":1}]}"""),
            6 => new StreamContent(new BreakingStream(success, random)),
            7 => new ByteArrayContent(Damaged(success, random)),
            _ => new ByteArrayContent(success),
        };
    }

    private static byte[] Garbage(Random random)
    {
        var bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Damaged(byte[] bytes, Random random)
    {
        bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    private static byte[] Nested(Random random)
    {
        var opening = random.Next(2) == 0 ? "[" : """{"settings":""";
        return Encoding.UTF8.GetBytes("{\"x\":" + string.Concat(Enumerable.Repeat(opening, random.Next(50_000))));
    }

    private static byte[] Zipped(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var zip = new GZipStream(target, CompressionLevel.Fastest))
        {
            zip.Write(bytes);
        }

        return target.ToArray();
    }

    /// <summary>A body whose connection or compression breaks on the way.</summary>
    private sealed class BreakingStream(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        private readonly int breakAt = random.Next(bytes.Length);
        private readonly Exception failure = random.Next(3) switch
        {
            0 => new IOException("reset"),
            1 => new InvalidDataException("The archive entry was compressed using an unsupported compression method."),
            _ => new HttpRequestException(HttpRequestError.ResponseEnded, "ended"),
        };

        public override int Read(byte[] buffer, int offset, int count) =>
            Position >= breakAt ? throw failure : base.Read(buffer, offset, Math.Min(count, 7));

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => Task.FromException(failure);
    }
}
