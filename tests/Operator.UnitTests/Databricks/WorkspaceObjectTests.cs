using System.Text;
using Operator.Databricks.Errors;
using Operator.Databricks.WorkspaceObjects;

namespace Operator.UnitTests.Databricks;

public sealed class WorkspaceObjectTests
{
    private const string Import = "POST /api/2.0/workspace/import";

    private static readonly ImportObject Notebook =
        new() { Path = "/Users/a b/nb", Content = "eA==", Format = "SOURCE", Language = "PYTHON", Overwrite = false };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_IntoAMissingFolder_CanBeCuredByMakingIt()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub
            .On(Import, Reply.Error(404, "RESOURCE_DOES_NOT_EXIST", "The parent folder (/Users/a b) does not exist."), Reply.Done)
            .On("POST /api/2.0/workspace/mkdirs", Reply.Done);

        var error = await workspace.FailAsync(client => client.WorkspaceObjects.ImportAsync(Notebook, Cancellation));
        Assert.Equal((DatabricksErrorKind.Invalid, true), (error.Kind, error.IsParentMissing));

        await workspace.RunAsync(client => client.WorkspaceObjects.MakeDirectoriesAsync(new ObjectReference("/Users/a b"), Cancellation));
        await workspace.RunAsync(client => client.WorkspaceObjects.ImportAsync(Notebook, Cancellation));
        Assert.Equal("""{"path":"/Users/a b"}""", workspace.Stub.Received.ElementAt(1).Body);
    }

    [Theory]
    [InlineData("workspace/import", 400, "INVALID_PARAMETER_VALUE", "The language is missing")]
    [InlineData("workspace/import", 403, "PERMISSION_DENIED", "The parent folder (/foo) does not exist or you have no access")]
    [InlineData("workspace/import", 503, "", "The parent folder (/foo) does not exist. Timed out after 5 seconds")]
    public async Task Import_OtherFailures_AreNoMissingFolder(string operation, int status, string code, string message)
    {
        using var workspace = new TestWorkspace(timeouts: TestWorkspace.Patient with { MaxRetries = 0 });
        workspace.Stub.On(Import, Reply.Error(status, code, message));
        var error = await workspace.FailAsync(client => client.WorkspaceObjects.ImportAsync(Notebook, Cancellation));
        Assert.Equal((operation, false), (error.Operation, error.IsParentMissing));
    }

    [Fact]
    public async Task Import_ReplyLost_IsNotSentAgainBecauseItWouldMeetItsOwnNotebook()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Import, (_, _) => throw new HttpRequestException(HttpRequestError.ResponseEnded, "reset"));
        Assert.True((await workspace.FailAsync(client => client.WorkspaceObjects.ImportAsync(Notebook, Cancellation))).MayHaveTakenEffect);
        Assert.Equal(
            """{"content":"eA==","format":"SOURCE","language":"PYTHON","overwrite":false,"path":"/Users/a b/nb"}""", workspace.Stub.Received.Single().Body);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"7\"")]
    [InlineData("\"5f1c7a52-6d2e-4f0f-9a61-0f6a3c1d2e3f\"")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task GetStatus_WhoeverChangedTheNotebookLast_IsRead(string user)
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(
            "GET /api/2.0/workspace/get-status", Reply.Ok(
                $$$"""{"path":"/a","object_id":1,"modified_at_interactive":{"time_millis":1,"user_id":{{{user}}}}}"""));

        var info = await workspace.RunAsync(client => client.WorkspaceObjects.GetStatusAsync("/a", Cancellation));

        Assert.Equal((1, 1), (info.ObjectId, info.ModifiedAtInteractive!.TimeMillis));
    }

    [Fact]
    public async Task Import_AnswerWithAnObjectId_IsSuccess()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Import, Reply.Ok("""{"object_id":1}"""));
        await workspace.RunAsync(client => client.WorkspaceObjects.ImportAsync(Notebook, Cancellation));
    }

    [Fact]
    public async Task Paths_WithReservedCharacters_StayOneValue()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub
            .On("GET /api/2.0/workspace/get-status", Reply.Ok("""{"object_id":9007199254740993,"object_type":"A_NEW_TYPE","path":"/x","size":0}"""))
            .On("GET /api/2.0/workspace/list", Reply.Ok("""{"objects":[{"path":"/x/y"}]}"""));
        var found = await workspace.RunAsync(client => client.WorkspaceObjects.GetStatusAsync("/Users/ä+b@c/50% a&b=c#d", Cancellation));
        var listed = await workspace.RunAsync(client => client.WorkspaceObjects.ListAsync("/x", 5, Cancellation));
        Assert.Equal((9007199254740993, "A_NEW_TYPE", 0L, "/x/y"), (found.ObjectId, found.ObjectType, found.Size, listed.Objects!.Single().Path));
        Assert.Equal(
            ["?path=%2FUsers%2F%C3%A4%2Bb%40c%2F50%25%20a%26b%3Dc%23d", "?path=%2Fx&notebooks_modified_after=5"],
            workspace.Stub.Received.Select(request => request.Uri.Query));
    }

    [Fact]
    public async Task Export_Content_IsDecoded()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On("GET /api/2.0/workspace/export", Reply.Ok($$"""{"content":"{{Convert.ToBase64String("# ä\n"u8)}}","file_type":"py"}"""));
        var exported = await workspace.RunAsync(client => client.WorkspaceObjects.ExportAsync("/x", "SOURCE", Cancellation));
        Assert.True(exported.TryDecode(out var content));
        Assert.Equal("# ä\n", Encoding.UTF8.GetString(content));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("!", false)]
    [InlineData("abc", false)]
    [InlineData("", true)]
    [InlineData(" e\nA = = ", true)]
    public void TryDecode_AnyText_SaysWhetherThereIsContent(string? content, bool readable) =>
        Assert.Equal(readable, new ExportedObject { Content = content }.TryDecode(out _));

    [Fact]
    public async Task Delete_Repeated_IsNotFoundForTheCallerToTakeAsDone()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(
            "POST /api/2.0/workspace/delete",
            Reply.Error(503, "TEMPORARILY_UNAVAILABLE", "x"),
            Reply.Error(404, "RESOURCE_DOES_NOT_EXIST", "Path (/x) doesn't exist."));
        var error = await workspace.FailAsync(client => client.WorkspaceObjects.DeleteAsync(new DeleteObject { Path = "/x", Recursive = false }, Cancellation));
        Assert.Equal(DatabricksErrorKind.NotFound, error.Kind);
        Assert.All(workspace.Stub.Received, request => Assert.Equal("""{"path":"/x","recursive":false}""", request.Body));
    }
}
