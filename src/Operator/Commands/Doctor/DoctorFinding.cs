namespace Operator.Commands.Doctor;

/// <summary>What came of a check.</summary>
internal enum DoctorResult
{
    Passed,
    Failed,
    Unchecked,
}

/// <summary>One line of the doctor.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Result">How it is.</param>
/// <param name="Message">What was seen.</param>
/// <param name="Advice">What to do; null where there is nothing.</param>
internal sealed record DoctorFinding(string Check, DoctorResult Result, string Message, string? Advice = null)
{
    public static DoctorFinding Passed(string check, string message) => new(check, DoctorResult.Passed, message);

    public static DoctorFinding Failed(string check, string message, string advice) => new(check, DoctorResult.Failed, message, advice);

    public static DoctorFinding Unchecked(string check, string message, string? advice = null) => new(check, DoctorResult.Unchecked, message, advice);
}
