namespace Operator.Commands.Status;

/// <summary>What the output goes to.</summary>
/// <param name="Width">In characters; 0 where lines have no end, as in a file.</param>
/// <param name="HasColors">It is a terminal, and its user has not asked for none.</param>
internal readonly record struct Terminal(int Width, bool HasColors)
{
    public static Terminal Of(TextWriter output)
    {
        if (output != Console.Out || Console.IsOutputRedirected)
        {
            return default;
        }

        return new Terminal(Columns(), string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
    }

    private static int Columns()
    {
        try
        {
            return Console.WindowWidth;
        }
        catch (IOException)
        {
            // A terminal that does not say how wide it is.
            return 0;
        }
    }
}
