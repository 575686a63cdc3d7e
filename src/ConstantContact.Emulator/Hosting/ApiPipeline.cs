using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Control;
using ConstantContact.Emulator.Endpoints;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Limits;
using ConstantContact.Emulator.OAuth;
using ConstantContact.Emulator.Persistence;
using ConstantContact.Emulator.Reports;
using ConstantContact.Emulator.Switches;
using Microsoft.AspNetCore.Http;

namespace ConstantContact.Emulator.Hosting;

/// <summary>
/// The steps of every API request, in this order: read, faults, authorization, allowance, the resource,
/// log, answer. Authorization comes before anything else the service looks at, so that a bad token never
/// learns whether a resource exists.
/// </summary>
internal sealed class ApiPipeline
{
    private readonly EmulatedAccount _account;
    private readonly TokenRegistry _tokens;
    private readonly CancellationToken _stopping;
    private readonly OAuthEndpoints _oauth;

    internal ApiPipeline(EmulatedAccount account, CancellationToken stopping)
    {
        _account = account;
        _stopping = stopping;
        Authorization = new AuthorizationServer(account.Options, account.Clock);
        _oauth = new OAuthEndpoints(Authorization);
        _tokens = new TokenRegistry(account.Options.Tokens, Authorization);
        Allowance = new Allowance(account.Options, account.Clock);
        Log = new RequestLog(() => account.Options.LogLimit);
        new ContactEndpoints(account).MapTo(Router);
        new ListEndpoints(account).MapTo(Router);
        new TagEndpoints(account).MapTo(Router);
        new CustomFieldEndpoints(account).MapTo(Router);
        new ActivityEndpoints(account).MapTo(Router);
        new ImportEndpoints(account).MapTo(Router);
        new BulkEndpoints(account).MapTo(Router);
        new SegmentEndpoints(account).MapTo(Router);
        new ExportEndpoints(account).MapTo(Router);
        new AccountEndpoints(account).MapTo(Router);
        new ReportEndpoints(account).MapTo(Router);
    }

    internal AuthorizationServer Authorization { get; }

    internal Router Router { get; } = new();

    internal Allowance Allowance { get; }

    internal RequestLog Log { get; }

    internal FaultPlan Faults { get; } = new();

    internal Interceptor Interceptor { get; } = new();

    internal async Task HandleAsync(HttpContext context)
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping);
        var request = context.Request;
        var path = request.Path.Value ?? "/";
        var query = request.QueryString.Value is { Length: > 1 } text ? text[1..] : "";
        var entry = new RequestLogEntry
        {
            Sequence = Log.NextSequence(),
            Time = _account.Clock.GetUtcNow(),
            Method = request.Method,
            Path = path,
            Query = query,
            Status = 0,
            Body = "",
            Wrote = false,
        };
        var body = await ReadBodyAsync(request, leave.Token);
        entry = entry with
        {
            Body = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, _account.Options.LogBodyLimit))),
        };
        if (OAuthEndpoints.Has(path))
        {
            entry = entry with { Query = OAuthParameters.Redact(query), Body = OAuthParameters.Redact(entry.Body) };
        }

        var faults = Faults.Take(request.Method, path, query);
        var fault = faults.FirstOrDefault(f => f.Fault != FaultKind.Latency);
        entry = entry with { Fault = (fault ?? faults.FirstOrDefault())?.Fault };
        await DelayAsync(
            _account.Options.Latency
                + TimeSpan.FromMilliseconds(faults.Where(f => f.Fault == FaultKind.Latency).Sum(f => f.Milliseconds)),
            leave.Token
        );

        var call = new ApiCall
        {
            Method = request.Method,
            Path = path,
            Query = QueryParameters.From(
                request.QueryString.Value,
                _account.Switches.Is(SwitchCatalogue.PlusInQuery, "literal")
            ),
            ContentType = request.ContentType,
            Accept = request.Headers.Accept.ToString(),
            Body = body,
        };
        await Interceptor.RunAsync(new InterceptedRequest(call.Method, path, query, entry.Body, Status: null));
        ApiAnswer? answer = null;
        if (FaultKind.TakesEffect(fault?.Fault))
        {
            var effects = new ContactEffects();
            answer = Answer(
                context,
                call,
                FaultKind.IsOfActivity(fault?.Fault) ? fault!.Fault : null,
                effects,
                out var client
            );
            entry = entry with { Client = client, Wrote = answer.Wrote, Effects = effects };
            await Interceptor.RunAsync(new InterceptedRequest(call.Method, path, query, entry.Body, answer.Status));
        }

        await RespondAsync(context, call, fault, answer, entry, leave.Token);
    }

    private async Task RespondAsync(
        HttpContext context,
        ApiCall call,
        FaultRule? fault,
        ApiAnswer? answer,
        RequestLogEntry entry,
        CancellationToken leave
    )
    {
        switch (fault?.Fault)
        {
            case FaultKind.ResetBefore or FaultKind.ResetAfter:
                Log.Add(entry);
                context.Abort();
                return;
            case FaultKind.Silent:
                Log.Add(entry);
                await WaitForEndAsync(leave);
                context.Abort();
                return;
            case FaultKind.HugeBody:
                Log.Add(entry with { Status = 200 });
                await FaultPlayer.SendHugeAsync(context, leave);
                return;
            case FaultKind.SlowDrip:
                Log.Add(entry with { Status = answer!.Status });
                await FaultPlayer.SendSlowlyAsync(context, fault, answer, _account.Clock, leave);
                return;
            case FaultKind.HalfAnswer:
                Log.Add(entry with { Status = answer!.Status });
                await FaultPlayer.SendHalfAsync(context, answer);
                return;
        }

        if (fault is not null)
        {
            answer = answer is null ? FaultPlayer.AnswerOf(fault, context)! : FaultPlayer.Distort(fault, call, answer);
        }

        // Logged before it is sent: a client that has its answer finds the request in the log.
        Log.Add(entry with { Status = answer!.Status });
        await SendAsync(context, answer, leave);
    }

    private ApiAnswer Answer(
        HttpContext context,
        ApiCall call,
        string? activityFault,
        ContactEffects effects,
        out string? client
    )
    {
        client = null;
        try
        {
            var answer = Judge(context, call, activityFault, effects, out client);
            if (ApiExchange.IsWatched)
            {
                ApiExchange.Publish(
                    new ApiExchange
                    {
                        Method = call.Method,
                        Path = call.Path,
                        Query = context.Request.QueryString.Value ?? "",
                        UserAgent = context.Request.Headers.UserAgent.ToString(),
                        ContentType = call.ContentType,
                        Body = call.Body,
                        Status = answer.Status,
                        AnswerType = answer.ContentType,
                        Answer = answer.Body,
                        Switches = _account.Switches,
                    }
                );
            }

            return answer;
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            // A fault of the emulator itself, told apart from the played ones by its text.
            return ApiProblem.Resource(500, "emulator.bug", bug.ToString()).ToAnswer();
        }
    }

    private ApiAnswer Judge(
        HttpContext context,
        ApiCall call,
        string? activityFault,
        ContactEffects effects,
        out string? client
    )
    {
        client = null;
        try
        {
            var authorization = context.Request.Headers.Authorization.ToString();
            if (
                _account.Switches.Is(SwitchCatalogue.UserAgent, "required")
                && context.Request.Headers.UserAgent.Count == 0
            )
            {
                throw ApiProblem.Forbidden();
            }

            if (OAuthEndpoints.Has(call.Path))
            {
                return _oauth.Answer(
                    call,
                    context.Request.QueryString.Value ?? "",
                    authorization,
                    $"{context.Request.Scheme}://{context.Request.Host}"
                );
            }

            if (authorization.Length == 0)
            {
                throw _account.Switches.Is(SwitchCatalogue.MissingAuthorization, "401")
                    ? ApiProblem.Unauthorized()
                    : ApiProblem.Forbidden();
            }

            var token = _tokens.Find(authorization) ?? throw ApiProblem.Unauthorized();
            client = token.ClientId;
            switch (Allowance.Charge(client))
            {
                case Verdict.Throttled:
                    throw ApiProblem.Throttled();
                case Verdict.QuotaExceeded:
                    throw ApiProblem.QuotaExceeded();
            }

            var (scope, privilege) = OperationNeeds.Of(call.Method, call.Path);
            if (
                (scope is not null && token.Scopes?.Contains(scope, StringComparer.Ordinal) == false)
                || (privilege is not null && !_account.Options.Privileges.Contains(privilege, StringComparer.Ordinal))
            )
            {
                throw ApiProblem.Forbidden();
            }

            return _account.Change(() => JournalPlayer.Request(_account, Router, call, activityFault, effects));
        }
        catch (ApiProblem problem)
        {
            return problem.ToAnswer();
        }
    }

    private async Task SendAsync(HttpContext context, ApiAnswer answer, CancellationToken leave)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.Headers.Date = _account
            .Clock.GetUtcNow()
            .ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (answer.ContentType is not null)
        {
            context.Response.ContentType = answer.ContentType;
            context.Response.ContentLength = answer.Body.Length;
            await context.Response.Body.WriteAsync(answer.Body, leave);
        }
    }

    private static async Task<byte[]> ReadBodyAsync(HttpRequest request, CancellationToken leave)
    {
        if (
            request.ContentLength is 0
            || (request.ContentLength is null && !request.Headers.ContainsKey("Transfer-Encoding"))
        )
        {
            return [];
        }

        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, leave);
        return buffer.ToArray();
    }

    private async Task DelayAsync(TimeSpan delay, CancellationToken leave)
    {
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, _account.Clock, leave);
        }
    }

    private static async Task WaitForEndAsync(CancellationToken leave)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = leave.Register(() => end.TrySetResult());
        await end.Task;
    }
}
