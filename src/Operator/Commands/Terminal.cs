using System.Text;

namespace Operator.Commands;

/// <summary>What the output goes to.</summary>
/// <param name="Width">In characters; 0 where lines have no end, as in a file.</param>
/// <param name="HasColors">It is a terminal, and its user has not asked for none.</param>
internal readonly record struct Terminal(int Width, bool HasColors)
{
    /// <summary>Narrower than this no sentence can be read.</summary>
    private const int LeastWidth = 20;

    public static Terminal Of(TextWriter output)
    {
        if (output != Console.Out || Console.IsOutputRedirected)
        {
            return default;
        }

        return new Terminal(Columns(), string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
    }

    /// <summary>A sentence in lines that fit. A word that is longer than a line stays whole, so that it can be copied.</summary>
    /// <param name="sentence">Whatever white space it has counts as one space.</param>
    /// <param name="indentation">How many characters stand before each line.</param>
    public IEnumerable<string> Wrap(string sentence, int indentation)
    {
        var limit = Width > 0 ? Math.Max(Width - indentation, LeastWidth) : int.MaxValue;
        var line = new StringBuilder();
        foreach (var word in sentence.Split((char[])[' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > limit)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
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
