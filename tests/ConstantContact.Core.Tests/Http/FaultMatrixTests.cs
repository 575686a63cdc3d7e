using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;

namespace ConstantContact.Core.Tests.Http;

/// <summary>
/// Every fault of the emulator, lasting, under every kind of request: how it ends, how often the service was asked, and
/// what became of the account. Over real connections, one of which is open already; all waits by a clock that jumps.
/// </summary>
public sealed class FaultMatrixTests : IAsyncLifetime
{
    private const string Ok = "";

    // A request that may be repeated fails after four attempts, any other after one. Both are sent six times
    // where the service says to slow down, because it did not look at the request then.
    private static readonly (string Fault, string Error, int Safe, int Unsafe, bool MayHaveArrived)[] Lasting =
    [
        (FaultKind.Latency, Ok, 1, 1, false),
        (FaultKind.Status500, "CcServiceUnavailable", 4, 1, true),
        (FaultKind.Status502, "CcServiceUnavailable", 4, 1, true),
        (FaultKind.Status503, "CcServiceUnavailable", 4, 1, true),
        (FaultKind.Status504, "CcServiceUnavailable", 4, 1, true),
        (FaultKind.Throttle, "CcRateLimited", 6, 6, false),
        (FaultKind.Quota, "CcQuotaExceeded", 1, 1, false),
        (FaultKind.QueueFull, "CcRateLimited", 6, 6, false),
        (FaultKind.Unauthorized, "CcAuthenticationFailed", 1, 1, false),
        (FaultKind.ResetBefore, "CcConnectionFailed", 4, 1, true),
        (FaultKind.ResetAfter, "CcConnectionFailed", 4, 1, true),
        (FaultKind.Silent, "CcTimeout", 4, 1, true),
        (FaultKind.HalfAnswer, "CcConnectionFailed", 4, 1, true),
        (FaultKind.Html, "CcUnexpectedResponse", 1, 1, true),
        (FaultKind.InvalidJson, "CcUnexpectedResponse", 1, 1, true),
        (FaultKind.HugeBody, "CcUnexpectedResponse", 1, 1, true),
        (FaultKind.Redirect, "CcUnexpectedResponse", 1, 1, true),
        (FaultKind.OtherHostLink, Ok, 1, 1, false),
        (FaultKind.SlowDrip, Ok, 1, 1, false),
        (FaultKind.WrongContentType, Ok, 1, 1, false),
        (FaultKind.GzipBomb, "CcUnexpectedResponse", 1, 1, true),
        (FaultKind.StaleLink, Ok, 1, 1, false),
        (FaultKind.CursorExpired, "CcInvalidRequest", 1, 1, false),
        (FaultKind.ActivityStuck, Ok, 1, 1, false),
        (FaultKind.ActivityFailed, Ok, 1, 1, false),
        (FaultKind.ActivityTimedOut, Ok, 1, 1, false),
        (FaultKind.ActivityLosesRows, Ok, 1, 1, false),
    ];

    // Faults under which the request takes effect.
    private static readonly string[] Effective =
    [
        FaultKind.Latency,
        FaultKind.ResetAfter,
        FaultKind.HalfAnswer,
        FaultKind.InvalidJson,
        FaultKind.OtherHostLink,
        FaultKind.SlowDrip,
        FaultKind.WrongContentType,
        FaultKind.StaleLink,
        FaultKind.ActivityStuck,
        FaultKind.ActivityFailed,
        FaultKind.ActivityTimedOut,
        FaultKind.ActivityLosesRows,
    ];

    private readonly TestClock _clock = new();

    private EmulatorHost _emulator = null!;

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var fault in FaultKind.All)
            {
                foreach (var request in (string[])["GET", "PUT", "DELETE", "POST contact", "POST activity"])
                {
                    cases.Add(fault, request);
                }
            }

            return cases;
        }
    }

    public async Task InitializeAsync() =>
        _emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                Members = 3,
            }
        );

    public async Task DisposeAsync() => await _emulator.DisposeAsync();

    [Fact]
    public void Every_fault_of_the_emulator_stands_in_the_table() =>
        Assert.Equal(
            FaultKind.All.Order(StringComparer.Ordinal),
            Lasting.Select(row => row.Fault).Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Every_fault_under_every_request_ends_as_the_table_says(string fault, string request)
    {
        var row = Lasting.Single(r => r.Fault == fault);
        var (error, attempts, mayHaveArrived) = (
            row.Error,
            request is "GET" or "DELETE" ? row.Safe : row.Unsafe,
            row.MayHaveArrived
        );
        switch (fault, request)
        {
            case (FaultKind.QueueFull, "POST activity"):
                (error, attempts) = ("CcQueueFull", 1);
                break;
            case (FaultKind.OtherHostLink, "GET"):
                (error, mayHaveArrived) = ("CcUnexpectedResponse", true);
                break;
            case (FaultKind.InvalidJson or FaultKind.HalfAnswer, "DELETE"):
                // A 204 cannot have a body: the connection breaks, and the repeat learns that it was done. The error
                // says so.
                (error, attempts) = ("CcNotFound", 2);
                break;
            default:
                break;
        }

        using var client = new ApiClient(
            new ApiClientOptions
            {
                BaseUri = _emulator.BaseUri,
                RequestsPerSecond = 1000,
                RequestsPerDay = 1_000_000,
                MaxAnswerBytes = 200_000,
                Allowances = new ProcessAllowances(),
                Jitter = static () => 0,
            },
            new StaticTokenSource("emulator"),
            _clock
        );
        var id = (string)_emulator.State.Contacts[0]["contact_id"]!;
        var recorder = new Recorder();

        // On a connection that is open when the fault occurs, the framework repeats a request by itself unless it is
        // prevented.
        await _clock.DriveAsync(client.SendAsync(AccountApi.UserPrivileges(), default));
        _emulator.Requests.Clear();
        _emulator.Faults.Add(
            new FaultRule
            {
                Match = "* /v3/*",
                Fault = fault,
                Times = 0,
                Milliseconds = 5,
            }
        );
        var before = _clock.Elapsed;

        var sending = Send(client.Observed(recorder), request, id, (string)_emulator.State.Lists[0]["list_id"]!);
        var outcome = await Record.ExceptionAsync(() =>
            fault == FaultKind.Silent ? OutwaitAsync(sending) : DriveAsync(sending)
        );

        Assert.Equal(error, (outcome as CcException)?.ErrorId ?? outcome?.ToString() ?? Ok);
        Assert.Equal(attempts, recorder.Attempts.Count);
        Assert.Equal(attempts, _emulator.Requests.Count);
        Assert.Equal(attempts - 1, recorder.Waits.Count);
        Assert.Equal(mayHaveArrived, (outcome as CcException)?.MayHaveArrived ?? false);
        Assert.InRange(
            _clock.Elapsed - before,
            TimeSpan.FromTicks(recorder.Waits.Sum(wait => wait.Duration.Ticks)),
            TimeSpan.FromTicks(recorder.Waits.Sum(wait => wait.Duration.Ticks))
                + (fault == FaultKind.Silent ? attempts * TimeSpan.FromSeconds(150) : TimeSpan.FromSeconds(1))
        );

        // The request took effect once or not at all. Only requests whose second effect equals the first are repeated.
        Assert.Equal(
            Effective.Contains(fault, StringComparer.Ordinal) && request != "GET" ? 1 : 0,
            EffectsOf(request, id)
        );
    }

    private static Task Send(ApiClient client, string request, string id, string list) =>
        request switch
        {
            "GET" => client.SendAsync(
                ContactsApi.Search(new ContactQuery { Status = ["all"] }).At(null, client.BaseUri),
                default
            ),
            "PUT" => client.SendAsync(
                ContactsApi.Put(
                    id,
                    Encoding.UTF8.GetBytes(
                        """{"email_address":{"address":"changed@example.com"},"update_source":"Account"}"""
                    )
                ),
                default
            ),
            "DELETE" => client.SendAsync(
                RawApi.Request(HttpMethod.Delete, "contacts/" + id, [], null, RepeatRule.Safe, client.BaseUri),
                default
            ),
            "POST contact" => client.SendAsync(
                ContactsApi.Create(
                    new JsonObject
                    {
                        ["create_source"] = "Account",
                        ["email_address"] = new JsonObject { ["address"] = "new@example.com" },
                    }
                ),
                default
            ),
            "POST activity" => client.SendAsync(
                ActivitiesApi.ImportJson(() =>
                    new StringContent(
                        """{"import_data":[{"email":"bulk@example.com"}],"list_ids":["LIST"]}""".Replace(
                            "LIST",
                            list,
                            StringComparison.Ordinal
                        ),
                        Encoding.UTF8,
                        "application/json"
                    )
                ),
                default
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(request)),
        };

    private int EffectsOf(string request, string id) =>
        request switch
        {
            "PUT" => _emulator.State.Contacts.Count(contact =>
                (string?)contact["email_address"]?["address"] == "changed@example.com"
            ),
            "DELETE" => _emulator.State.GetContact(id)?["deleted_at"] is null ? 0 : 1,
            "POST contact" => _emulator.State.Contacts.Count(contact =>
                (string?)contact["email_address"]?["address"] == "new@example.com"
            ),
            "POST activity" => _emulator.State.Activities.Count,
            _ => _emulator.Requests.Entries.Count(entry => entry.Wrote),
        };

    private async Task DriveAsync(Task sending)
    {
        await _clock.DriveAsync(sending);
        await sending;
    }

    // Moves the clock past the time limit of an attempt as soon as the request has arrived.
    private async Task OutwaitAsync(Task sending)
    {
        var arrived = 0;
        while (!sending.IsCompleted)
        {
            if (_emulator.Requests.Count > arrived)
            {
                arrived = _emulator.Requests.Count;
                _clock.Advance(_clock.AttemptTimeout);
            }

            _clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }

        await sending;
    }
}
