using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ConstantContact.Emulator.Faults;

/// <summary>
/// Callbacks around requests, so that a test can be the other client that changes a contact between a
/// look-up and the PUT. They run outside the account's lock and may use the state.
/// </summary>
internal sealed class Interceptor
{
    private readonly Lock _gate = new();
    private readonly List<Hook> _hooks = [];

    internal IDisposable Add(
        string match,
        Func<InterceptedRequest, Task>? before,
        Func<InterceptedRequest, Task>? after
    )
    {
        var hook = new Hook(this, new RequestPattern(match), before, after);
        lock (_gate)
        {
            _hooks.Add(hook);
        }

        return hook;
    }

    internal async Task RunAsync(InterceptedRequest request)
    {
        Hook[] hooks;
        lock (_gate)
        {
            hooks = [.. _hooks];
        }

        foreach (var hook in hooks)
        {
            var callback = request.Status is null ? hook.Before : hook.After;
            if (callback is not null && hook.Pattern.Matches(request.Method, request.Path, request.Query))
            {
                await callback(request);
            }
        }
    }

    private sealed record Hook(
        Interceptor Owner,
        RequestPattern Pattern,
        Func<InterceptedRequest, Task>? Before,
        Func<InterceptedRequest, Task>? After
    ) : IDisposable
    {
        public void Dispose()
        {
            lock (Owner._gate)
            {
                Owner._hooks.Remove(this);
            }
        }
    }
}
