using Microsoft.Extensions.Time.Testing;
using Operator.Runtime.LeaderElection;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.LeaderElection;

/// <summary>
/// Three replicas with clocks that are hours apart and run up to 10 % too fast or too slow, lost requests, lost replies, and processes
/// that are stopped for a while. Whoever wakes up sees the whole pause at once, before any of its loops does.
/// </summary>
public sealed class LeaseSimulationTests
{
    [Fact]
    public void RandomFaults_AnyInterleaving_NeverTwoLeaders()
    {
        var led = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            led += Simulate(new Random(seed), seed);
        }

        Assert.True(led > 60, $"only {led} changes of leadership: the simulation proves nothing");
    }

    /// <summary>Returns how often a replica began to lead.</summary>
    private static int Simulate(Random random, int seed)
    {
        var api = new InMemoryApiServer();
        var replicas = Enumerable.Range(0, 3).Select(number => new Replica($"replica-{number}", api, random)).ToList();
        var led = 0;
        string? leader = null;
        for (var step = 0; step < 1200; step++)
        {
            foreach (var replica in replicas)
            {
                replica.Step(TimeSpan.FromMilliseconds(250));
            }

            var leaders = replicas.Where(replica => replica.ActsAsLeader).Select(replica => replica.Name).ToList();
            Assert.True(leaders.Count <= 1, $"seed {seed}, step {step}: {string.Join(" and ", leaders)} lead");
            led += leaders.Count == 1 && leaders[0] != leader ? 1 : 0;
            leader = leaders.FirstOrDefault();
        }

        replicas.ForEach(replica => replica.Dispose());
        return led;
    }

    private sealed class Replica : IDisposable
    {
        private readonly Random random;
        private readonly InMemoryApiServer api;
        private readonly StubApiServer server;
        private readonly CancellationTokenSource stop = new();
        private readonly double speed;
        private FakeTimeProvider time = new();
        private LeaseElector elector = null!;
        private Task life = Task.CompletedTask;
        private TimeSpan pause;
        private TimeSpan slept;
        private double faults;

        public Replica(string name, InMemoryApiServer api, Random random)
        {
            Name = name;
            this.api = api;
            this.random = random;
            speed = 0.9 + (0.2 * random.NextDouble());
            server = new StubApiServer(Answer);
            Start();
        }

        public string Name { get; }

        public bool ActsAsLeader => slept == TimeSpan.Zero && elector.IsLeader;

        public void Step(TimeSpan real)
        {
            var own = real * speed;
            if (pause > TimeSpan.Zero)
            {
                pause -= real;
                slept += own;
                return;
            }

            time.Advance(own + slept);
            slept = TimeSpan.Zero;
            if (life.IsCompleted)
            {
                Start();
            }

            Fate();
        }

        public void Dispose()
        {
            stop.Cancel();
            server.Dispose();
            stop.Dispose();
        }

        private void Fate()
        {
            switch (random.Next(400))
            {
                case 0:
                    pause = TimeSpan.FromSeconds(random.Next(1, 40));
                    break;
                case < 6:
                    faults = random.NextDouble();
                    break;
                case < 12:
                    faults = 0;
                    break;
            }
        }

        /// <summary>A process that lost the lease ends; a new one starts, which knows nothing.</summary>
        private void Start()
        {
            time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddHours(random.Next(100_000)));
            elector = LeaseElectorTestBase.NewElector($"{Name}-{random.Next()}", server, time);
            life = LiveAsync(elector, stop.Token);
        }

        private static async Task LiveAsync(LeaseElector elector, CancellationToken cancellationToken)
        {
            await elector.AcquireAsync(cancellationToken).ConfigureAwait(false);
            await elector.HoldAsync(cancellationToken).ConfigureAwait(false);
        }

        private HttpResponseMessage Answer(StubRequest request)
        {
            if (random.NextDouble() < faults)
            {
                throw new IOException("request lost");
            }

            var response = api.Answer(request);
            return random.NextDouble() < faults ? throw new IOException("reply lost") : response;
        }
    }
}
