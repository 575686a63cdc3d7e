using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Emulator.Hosting;

namespace ConstantContact.Core.Tests.Updates.Model;

/// <summary>
/// The emulator behind a bad line, with other programs at work: latency of the fake clock, faults before and after a
/// request takes effect, and writes by others. Keeps every state that each contact has had, and every write of the run
/// with what was there before and after.
/// </summary>
internal sealed class ModelService(EmulatorHost emulator, TestClock clock, Random random, ModelChances chances)
    : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<string, List<ModelState>> _history = new(StringComparer.Ordinal);
    private int _others;

    /// <summary>
    /// The place in the input of the row that announced a write of this contact (or of a new one with this address)
    /// last.
    /// </summary>
    public required Func<string, long?> Announced { get; init; }

    public List<ModelWrite> Writes { get; } = [];

    public int Faults { get; private set; }

    public int Others => _others;

    public int Requests { get; private set; }

    public IReadOnlyList<ModelState> HistoryOf(string contactId) =>
        _history.TryGetValue(contactId, out List<ModelState>? states) ? states : [];

    public IEnumerable<ModelState> All => _history.Values.SelectMany(static s => s);

    public void Begin()
    {
        foreach (JsonObject contact in emulator.State.Contacts)
        {
            Note(contact, isOwn: false);
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        await PassAsync(Latency()).ConfigureAwait(false);
        IDisposable hold = clock.Hold();
        try
        {
            HttpResponseMessage answer;
            await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                Requests++;
                if (random.NextDouble() < chances.Others)
                {
                    ChangeSomething();
                }

                answer = await HandleAsync(request, cancellationToken).ConfigureAwait(false);
                if (random.NextDouble() < chances.Others)
                {
                    ChangeSomething();
                }
            }
            finally
            {
                _one.Release();
            }

            Task back = PassAsync(Latency());
            hold.Dispose();
            hold = null!;
            await back.ConfigureAwait(false);
            return answer;
        }
        finally
        {
            hold?.Dispose();
        }
    }

    private async Task<HttpResponseMessage> HandleAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        bool fails = random.NextDouble() < chances.Faults;
        Faults += fails ? 1 : 0;
        bool isWrite = request.Method != HttpMethod.Get;
        int kind = fails ? random.Next(isWrite ? 8 : 6) : -1;
        switch (kind)
        {
            case 0:
                throw new HttpRequestException("reset");
            case 1:
                return Answer(HttpStatusCode.ServiceUnavailable, "{}");
            case 2:
                return Answer((HttpStatusCode)429, """{"error_key":"throttled","error_message":"Too Many Requests"}""");
            case 3:
                return Answer(HttpStatusCode.InternalServerError, "oops");
        }

        string id = request.RequestUri!.AbsolutePath.Split('/')[^1];
        JsonObject? before = request.Method == HttpMethod.Put ? emulator.State.GetContact(id) : null;
        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        string text = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        if (isWrite && answer.IsSuccessStatusCode)
        {
            string written = request.Method == HttpMethod.Put ? id : (string)JsonNode.Parse(text)!["contact_id"]!;
            JsonObject after = emulator.State.GetContact(written)!;
            Writes.Add(
                new ModelWrite(
                    Announced(before is null ? (string)after["email_address"]!["address"]! : id),
                    written,
                    clock.GetUtcNow(),
                    before,
                    after,
                    HistoryOf(written).Count
                )
            );
            Note(after, isOwn: true);
        }

        return kind switch
        {
            4 or 6 => throw new HttpRequestException("reset after the request"),
            5 => Answer(HttpStatusCode.GatewayTimeout, "{}"),
            7 => Answer(answer.StatusCode, text[..(text.Length / 2)]),
            _ => Again(answer, text),
        };
    }

    /// <summary>Another program, a person at the web interface, or the contact itself.</summary>
    private void ChangeSomething()
    {
        IReadOnlyList<JsonObject> all = emulator.State.Contacts;
        string id = (string)all[random.Next(all.Count)]["contact_id"]!;
        int n = Interlocked.Increment(ref _others);
        if (random.NextDouble() < chances.OthersOnConsent)
        {
            if (random.Next(2) == 0)
            {
                emulator.State.OptOut(id);
            }
            else
            {
                emulator.State.ChangeContact(
                    id,
                    c =>
                    {
                        c["deleted_at"] = "2026-05-04";
                        c["list_memberships"] = new JsonArray();
                    }
                );
            }
        }
        else
        {
            emulator.State.ChangeContact(
                id,
                c =>
                {
                    switch (random.Next(4))
                    {
                        case 0:
                            c["company_name"] = $"Other {n}";
                            break;
                        case 1:
                            c["job_title"] = $"Other {n}";
                            break;
                        case 2:
                            c["list_memberships"] = new JsonArray();
                            break;
                        default:
                            c["notes"]!
                                .AsArray()
                                .Add(
                                    new JsonObject
                                    {
                                        ["note_id"] = Guid.NewGuid().ToString(),
                                        ["content"] = $"other {n}",
                                        ["created_at"] = "2026-05-04T10:00:00Z",
                                    }
                                );
                            break;
                    }

                    c["updated_at"] = "2026-05-04T10:00:00Z";
                }
            );
        }

        Note(emulator.State.GetContact(id)!, isOwn: false);
    }

    private void Note(JsonObject contact, bool isOwn)
    {
        string id = (string)contact["contact_id"]!;
        if (!_history.TryGetValue(id, out List<ModelState>? states))
        {
            _history[id] = states = [];
        }

        if (states.Count > 0)
        {
            states[^1] = states[^1] with { Until = clock.GetUtcNow() };
        }

        states.Add(new ModelState(contact, isOwn, DateTimeOffset.MaxValue));
    }

    private Task PassAsync(int milliseconds) =>
        milliseconds == 0
            ? Task.CompletedTask
            : clock.WaitAsync(TimeSpan.FromMilliseconds(milliseconds), CancellationToken.None);

    private int Latency()
    {
        lock (random)
        {
            return random.Next(chances.Latency / 2 + 1);
        }
    }

    private static HttpResponseMessage Again(HttpResponseMessage answer, string text)
    {
        var copy = Answer(answer.StatusCode, text);
        foreach ((string name, IEnumerable<string> values) in answer.Headers)
        {
            copy.Headers.TryAddWithoutValidation(name, values);
        }

        return copy;
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string text) =>
        new(status) { Content = new StringContent(text, Encoding.UTF8, "application/json") };
}

/// <param name="Latency">The most that a request takes, in milliseconds of the fake clock.</param>
/// <param name="Faults">Of a request.</param>
/// <param name="Others">That somebody else writes before a request takes effect, and again after it.</param>
/// <param name="OthersOnConsent">That such a write is an opt-out or a deletion.</param>
internal sealed record ModelChances(int Latency, double Faults, double Others, double OthersOnConsent);

/// <summary>A contact as it was until a time, and whether the run wrote it so.</summary>
internal sealed record ModelState(JsonObject Contact, bool IsOwn, DateTimeOffset Until);

/// <summary>A write of the run that took effect.</summary>
/// <param name="Row">Announced for this contact; null where it was not announced.</param>
/// <param name="ContactId">Which contact.</param>
/// <param name="At">When.</param>
/// <param name="Before">Null for a creation.</param>
/// <param name="After">What the service made of it.</param>
/// <param name="Place">How many states the contact had had before.</param>
internal sealed record ModelWrite(
    long? Row,
    string ContactId,
    DateTimeOffset At,
    JsonObject? Before,
    JsonObject After,
    int Place
);
