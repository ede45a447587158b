using Operator.IntegrationTests.Replicas;

// "replica" runs an operator of its own, for tests that kill it; everything else is the test runner's business.
if (args is ["replica", .. var rest])
{
    return await ReplicaProgram.RunAsync(rest);
}

return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
