using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using ConstantContact.Emulator.Control;

namespace ConstantContact.Contract;

/// <summary>
/// Holds every exchange of this process with an emulator against the contract: every answer, and every request that the
/// module sent. A violation turns the answer into a 500 for the test that has caused it, and is kept for the last test.
/// </summary>
internal sealed class ContractWatch : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private const string Module = "ConstantContact.PowerShell/";

    private static readonly Lazy<ApiContract> Contract = new(() => ApiContract.Read());
    private static int _requests;
    private static int _answers;

    internal static ConcurrentBag<string> Violations { get; } = [];

    internal static int Requests => _requests;

    internal static int Answers => _answers;

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == ApiExchange.ListenerName)
        {
            value.Subscribe(this);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        var exchange = (ApiExchange)value.Value!;
        var faults = Contract.Value.FaultsOfAnswer(exchange).Select(f => $"answer: {f}").ToList();
        Interlocked.Increment(ref _answers);

        // A body that the emulator refuses is one that a test got wrong on purpose: there the two agree.
        if (
            exchange.Status != 400
            && exchange.UserAgent.StartsWith(Module, StringComparison.Ordinal)
            && exchange.Path.StartsWith("/v3/", StringComparison.Ordinal)
        )
        {
            faults.AddRange(Contract.Value.FaultsOfRequest(exchange).Select(f => $"request: {f}"));
            Interlocked.Increment(ref _requests);
        }

        if (faults.Count > 0)
        {
            var violation =
                $"{exchange.Method} {exchange.Path}{exchange.Query} ({exchange.Status}): {string.Join("; ", faults.Take(5))}";
            Violations.Add(violation);
            throw new InvalidOperationException($"Against the contract: {violation}");
        }
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    [ModuleInitializer]
    internal static void Begin() => DiagnosticListener.AllListeners.Subscribe(new ContractWatch());
}
