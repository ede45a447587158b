using System.CommandLine;
using Operator.Benchmarks;
using Operator.Benchmarks.Calls;
using Operator.Benchmarks.Soak;

var calls = new Command("calls", "What the client adds to a call: micro-benchmarks, in this process.");
calls.SetAction(_ => CallBudget.Check());
var root = new FleetCommand(TimeProvider.System).Build();
root.Add(calls);
root.Add(new ScaleCommand(TimeProvider.System).Build());
root.Add(new SoakCommand(TimeProvider.System).Build());
var plots = new Command("plots", "Writes docs/performance.md and its plots from the history, without measuring.");
plots.SetAction((_, cancellationToken) => Recorder.WriteAsync(cancellationToken));
root.Add(plots);
// Stopping the API server takes longer than the two seconds that a program has otherwise after SIGTERM.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) });
