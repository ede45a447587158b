using System.Text.Json.Nodes;

namespace Operator.FaultTests.World;

/// <summary>
/// What happens in a world, line by line, in the file that FAULTS_TRACE names: for one walk or one case that fails. Nothing is written without it.
/// </summary>
internal static class Trace
{
    private static readonly string? Target = System.Environment.GetEnvironmentVariable("FAULTS_TRACE") is { Length: > 0 } target ? target : null;
    private static readonly Lock Gate = new();

    public static void Sent(FaultWorld world, Call call, string content, OperatorLife life) => Write(world, () => $"process {life.Number}, {call}: {content}");

    public static void Answered(FaultWorld world, Call call, HttpResponseMessage answer) => Write(world, () => $"{call}: {(int)answer.StatusCode}");

    public static void Written(FaultWorld world, string path, JsonObject? after, OperatorLife life) => Write(world, () =>
        $"process {life.Number} wrote {path}: generation {after?["metadata"]?["generation"]}, status {after?["status"]?.ToJsonString() ?? "none"}");

    private static void Write(FaultWorld world, Func<string> text)
    {
        if (Target is not null)
        {
            lock (Gate)
            {
                File.AppendAllText(Target, $"{world.Time.GetUtcNow():HH:mm:ss.fff} {text()}\n");
            }
        }
    }
}
