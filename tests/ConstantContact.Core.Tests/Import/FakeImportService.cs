using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Api;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;

namespace ConstantContact.Core.Tests.Import;

/// <summary>An account that takes imports. Each thing it can do wrong is a member to set.</summary>
internal sealed class FakeImportService : IImportService
{
    private readonly Dictionary<string, ImportActivity> _jobs = new(StringComparer.Ordinal);

    private readonly List<ImportActivity> _listed = [];

    private int _lists;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Dictionary<string, string> Fields { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>"deleted unsubscribed" is listed as deleted, as the service does it.</summary>
    public List<(string Status, string? Email, string? Sms)> Held { get; } = [];

    /// <summary>Entries of every body that arrived, by their e-mail address.</summary>
    public List<List<string>> Bodies { get; } = [];

    public List<string> Asked { get; } = [];

    /// <summary>By number of the chunk from 1: what its POST fails with, and whether it arrives.</summary>
    public Func<int, CcException?> FailPost { get; set; } = static _ => null;

    public Func<int, CcException?> FailGet { get; set; } = static _ => null;

    /// <summary>What the activity says, from the number of rows.</summary>
    public Func<string, int, ImportActivity> Outcome { get; set; } =
        static (id, rows) =>
            new ImportActivity
            {
                ActivityId = id,
                State = "completed",
                PersonCount = rows,
                ErrorCount = 0,
                CorrectableCount = 0,
                CannotAddToListCount = 0,
            };

    /// <summary>The number of checks that answer "processing" before the outcome.</summary>
    public int LooksBefore { get; set; }

    /// <summary>Called with the number of each body before it arrives.</summary>
    public Action<int>? Arriving { get; set; }

    /// <summary>Called with the number of each body that arrived.</summary>
    public Action<int>? Started { get; set; }

    public int Gets { get; private set; }

    public long RequestsUsed { get; private set; }

    public TimeSpan Waited => TimeSpan.FromSeconds(2);

    public TimeSpan Paced => TimeSpan.FromSeconds(3);

    /// <summary>Definitions of fields that are more than text, by name.</summary>
    public List<CustomField> Typed { get; } = [];

    public Task<IReadOnlyCollection<FieldHeading>> FieldHeadingsAsync(CancellationToken cancellationToken)
    {
        RequestsUsed++;
        Asked.Add("headings");
        return Task.FromResult<IReadOnlyCollection<FieldHeading>>([
            .. Fields.Values.Select(FieldOf).Select(f => new FieldHeading(f.Id, f.Name, f.Label)),
        ]);
    }

    private CustomField FieldOf(string name) =>
        Typed.Find(f => f.Name == name)
        ?? new CustomField
        {
            Id = "id-" + name,
            Name = name,
            Label = name,
            Type = "string",
        };

    public Task<IReadOnlyDictionary<string, CustomField>> ResolveFieldsAsync(
        IReadOnlyCollection<string> names,
        CancellationToken cancellationToken
    )
    {
        RequestsUsed++;
        Asked.Add("fields");
        string? unknown = names.FirstOrDefault(n => !Fields.ContainsKey(n));
        return unknown is null
            ? Task.FromResult<IReadOnlyDictionary<string, CustomField>>(
                names.ToDictionary(n => n, n => FieldOf(Fields[n]), StringComparer.OrdinalIgnoreCase)
            )
            : throw new InvalidInputException(
                "CcUnknownName",
                $"There is no custom field '{unknown}'.",
                string.Join(", ", Fields.Values)
            );
    }

    /// <summary>The failure of the search for contacts in a state.</summary>
    public CcException? FailFind { get; set; }

    public Task FindContactsAsync(
        string status,
        ConsentRequest consent,
        Action<string?, string?, string> found,
        CancellationToken cancellationToken
    )
    {
        RequestsUsed++;
        if (FailFind is not null)
        {
            throw FailFind;
        }

        Asked.Add(status);
        foreach ((string state, string? email, string? sms) in Held.Where(h => h.Status.Split(' ')[0] == status))
        {
            var subject = new ConsentSubject
            {
                Name = email ?? sms!,
                IsDeleted = status == "deleted",
                Permission =
                    state.EndsWith("unsubscribed", StringComparison.Ordinal) && status != "sms_unsubscribed"
                        ? "unsubscribed"
                        : "implicit",
                OptedOutOfSms = status == "sms_unsubscribed",
            };
            if (ConsentGuard.Decide(subject, consent) is { Verdict: not ConsentVerdict.Go } decision)
            {
                found(email, sms, decision.Reason!);
            }
        }

        return Task.CompletedTask;
    }

    public async Task<ImportActivity> StartAsync(bool csv, Func<HttpContent> body, CancellationToken cancellationToken)
    {
        RequestsUsed++;
        Arriving?.Invoke(Bodies.Count + 1);
        CcException? failure = FailPost(Bodies.Count + 1);
        if (failure is { MayHaveArrived: false })
        {
            throw failure;
        }

        using HttpContent content = body();
        byte[] bytes = await content.ReadAsByteArrayAsync(cancellationToken);
        string text = Encoding.UTF8.GetString(bytes);
        Bodies.Add(csv ? EmailsOfFile(text) : EmailsOf(text));
        string id = "activity-" + Bodies.Count;
        _jobs[id] = Outcome(id, Bodies[^1].Count);
        _listed.Add(
            new ImportActivity
            {
                ActivityId = id,
                State = "completed",
                CreatedAt = Time.GetUtcNow(),
                SourceFileName = csv ? FileNameOf(text) : null,
                ItemsTotalCount = Bodies[^1].Count,
                PersonCount = Bodies[^1].Count,
            }
        );
        Started?.Invoke(Bodies.Count);
        return failure is null ? new ImportActivity { ActivityId = id, State = "initialized" } : throw failure;
    }

    private static List<string> EmailsOf(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return
        [
            .. document
                .RootElement.GetProperty("import_data")
                .EnumerateArray()
                .Select(e => e.GetProperty("email").GetString()!),
        ];
    }

    private static string FileNameOf(string body) =>
        body.Split(["filename=\""], StringSplitOptions.None)[1].Split('"')[0];

    /// <summary>The first cells of the lines after the heading.</summary>
    private static List<string> EmailsOfFile(string body) =>
        [
            .. body.Split(["\r\n\r\n"], StringSplitOptions.None)[1]
                .Split(["\r\n"], StringSplitOptions.None)
                .Skip(1)
                .TakeWhile(line => line.Length > 0)
                .Select(line => line.Split(',')[0]),
        ];

    public Task<bool> HoldsAsync(
        IReadOnlyList<string> rows,
        IReadOnlyList<string> listIds,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        RequestsUsed += rows.Count;
        return Task.FromResult(
            rows.All(row =>
                Bodies
                    .SelectMany(static b => b)
                    .Contains(JsonDocument.Parse(row).RootElement.GetProperty("email").GetString())
            )
        );
    }

    public Task<ImportActivity> GetAsync(string activityId, CancellationToken cancellationToken)
    {
        RequestsUsed++;
        Gets++;
        if (FailGet(Gets) is { } failure)
        {
            throw failure;
        }

        return Task.FromResult(
            Gets <= LooksBefore
                ? new ImportActivity { ActivityId = activityId, State = "processing" }
                : _jobs[activityId]
        );
    }

    /// <summary>The failure of a request for all activities.</summary>
    public CcException? FailList { get; set; }

    /// <summary>Called with the number of each request for all activities.</summary>
    public Action<int>? Listing { get; set; }

    /// <summary>Activities of other programs.</summary>
    public List<ImportActivity> Others { get; } = [];

    public Task<IReadOnlyList<ImportActivity>> ListAsync(CancellationToken cancellationToken)
    {
        RequestsUsed++;
        Listing?.Invoke(++_lists);
        return FailList is { } failure
            ? throw failure
            : Task.FromResult<IReadOnlyList<ImportActivity>>([.. _listed, .. Others]);
    }

    /// <summary>The members of each list.</summary>
    public Dictionary<string, List<string>> Members { get; } = new(StringComparer.Ordinal);

    public Task FindMembersAsync(string listId, Action<string?, string?> found, CancellationToken cancellationToken)
    {
        RequestsUsed++;
        Members.GetValueOrDefault(listId, []).ForEach(m => found(m, null));
        return Task.CompletedTask;
    }
}
