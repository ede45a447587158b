namespace Operator.Options;

/// <summary>Something around the program is not as it must be; the message is all a person needs.</summary>
internal sealed class StartupException(string message) : Exception(message);
