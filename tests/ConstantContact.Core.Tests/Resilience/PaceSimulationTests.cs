using ConstantContact.Core.Resilience;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Resilience;

/// <summary>
/// Hours of a simulated clock against a simulated service: processes that always have something to send and share one
/// allowance, timers that fire late, requests that travel at different speeds, and a slow first request per process.
/// </summary>
public sealed class PaceSimulationTests
{
    private const int InFlight = 8;

    [Theory]
    [InlineData(1, 4, 100, 800, true)]
    [InlineData(1, 4, 100, 800, false)]
    [InlineData(8, 4, 100, 800, true)]
    [InlineData(8, 4, 100, 800, false)]
    [InlineData(1, 40, 10, 80, true)]
    [InlineData(8, 40, 10, 80, true)]
    public void Nearly_all_of_the_allowance_is_used_and_at_most_one_request_in_a_thousand_is_refused(
        int processes,
        int rate,
        int quickest,
        int slowest,
        bool sliding
    )
    {
        const int Runs = 2;
        const int Requests = 1000;
        var (refused, seconds) = (0, 0.0);
        for (var run = 0; run < Runs; run++)
        {
            var simulation = new Simulation(
                processes,
                rate,
                (quickest, slowest),
                sliding,
                seed: (processes * 1000) + run
            );
            simulation.Run(Requests);
            refused += simulation.Refused;
            seconds += simulation.Seconds;
        }

        var share = Runs * (Requests - 1) / seconds / rate;
        Assert.True(share >= 0.97, $"{share:P2} of the allowance was used; {refused} were refused.");
        Assert.True(
            refused <= Runs * Requests / 1000,
            $"{refused} of {Runs * Requests} were refused; {share:P2} was used."
        );
    }

    private sealed class Simulation
    {
        private readonly TestClock _clock = new();

        private readonly Random _random;

        private readonly Service _service;

        private readonly (int Quickest, int Slowest) _latency;

        private readonly Sender[] _senders;

        public Simulation(int processes, int rate, (int Quickest, int Slowest) latency, bool sliding, int seed)
        {
            _random = new Random(seed);
            _latency = latency;
            _service = new Service(rate, sliding);
            var store = new AllowanceMemory(_clock);
            _senders =
            [
                .. Enumerable
                    .Range(1, processes)
                    .Select(id => new Sender(
                        new SharedAllowance(
                            store,
                            new AllowanceLimits(rate, long.MaxValue),
                            new ProcessIdentity(id, id),
                            _clock
                        )
                    )),
            ];
        }

        public int Refused { get; private set; }

        /// <summary>From the first to the last request that was served.</summary>
        public double Seconds { get; private set; }

        public void Run(int requests)
        {
            var events = new PriorityQueue<Action, double>();
            var (served, first) = (0, double.NaN);
            while (served < requests)
            {
                var now = _clock.Elapsed.TotalMilliseconds;
                while (events.TryPeek(out _, out var at) && at <= now)
                {
                    events.Dequeue()();
                }

                foreach (var sender in _senders)
                {
                    foreach (var _ in sender.Granted())
                    {
                        var arrives = now + (sender.IsCold ? _random.Next(200, 400) : _random.Next(20, 35));
                        sender.IsCold = false;
                        events.Enqueue(() => Arrive(sender, arrives), arrives);
                    }

                    sender.Fill();
                }

                // A timer fires a little late; a busy machine makes it later at times.
                _clock.Advance(TimeSpan.FromMilliseconds(_random.Next(20) == 0 ? _random.Next(1, 12) : 1));
            }

            void Arrive(Sender sender, double at)
            {
                if (_service.Takes(at))
                {
                    first = double.IsNaN(first) ? at : first;
                    (served, Seconds) = (served + 1, (at - first) / 1000);
                    var answered = at + _random.Next(_latency.Quickest, _latency.Slowest);
                    events.Enqueue(() => sender.InFlight--, answered);
                }
                else
                {
                    Refused++;
                    events.Enqueue(() => sender.Refuse(_clock.GetUtcNow().AddSeconds(1)), at + 20);
                }
            }
        }
    }

    private sealed class Sender(SharedAllowance allowance)
    {
        private readonly List<Task<bool>> _waiting = [];

        public bool IsCold { get; set; } = true;

        public int InFlight { get; set; }

        public void Fill()
        {
            while (_waiting.Count + InFlight < PaceSimulationTests.InFlight)
            {
                _waiting.Add(allowance.SendAsync());
            }
        }

        public IEnumerable<Task<bool>> Granted()
        {
            var granted = _waiting.Where(turn => turn.IsCompleted).ToList();
            InFlight += granted.Count;
            _waiting.RemoveAll(turn => turn.IsCompleted);
            return granted;
        }

        public void Refuse(DateTimeOffset until)
        {
            InFlight--;
            allowance.PauseUntil(until);
        }
    }

    private sealed class Service(int rate, bool sliding)
    {
        private readonly Queue<double> _recent = new();

        public bool Takes(double at)
        {
            while (
                _recent.TryPeek(out var oldest)
                && oldest <= (sliding ? at - 1000 : (Math.Floor(at / 1000) * 1000) - 0.001)
            )
            {
                _recent.Dequeue();
            }

            if (_recent.Count >= rate)
            {
                return false;
            }

            _recent.Enqueue(at);
            return true;
        }
    }
}
