namespace Operator.Commands;

/// <summary>How a command answers.</summary>
internal enum OutputFormat
{
    Text,
    Json,
}
