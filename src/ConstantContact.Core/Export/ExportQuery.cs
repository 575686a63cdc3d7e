using System.Globalization;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Export;

/// <summary>Selects the contacts and columns of an export. By default, all contacts and all columns.</summary>
public sealed class ExportQuery
{
    public const int MostContacts = 500;

    public const int MostLists = 50;

    public const int MostTags = 50;

    public const int MostExcluded = 50;

    public IReadOnlyList<string> ContactIds { get; init; } = [];

    public IReadOnlyList<string> ListIds { get; init; } = [];

    public IReadOnlyList<string> TagIds { get; init; } = [];

    public long? SegmentId { get; init; }

    public bool NewSubscriber { get; init; }

    /// <summary>active, unsubscribed or removed.</summary>
    public string? Status { get; init; }

    public IReadOnlyList<string> ExcludeContactIds { get; init; } = [];

    /// <summary>The service's names of the columns.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Rejects what the service would refuse, before anything is looked up.</summary>
    /// <exception cref="InvalidInputException">Parameters exclude each other, or there are too many values.</exception>
    public void Check()
    {
        string[] ways =
        [
            .. new[]
            {
                ("-ContactId", ContactIds.Count > 0),
                ("-List", ListIds.Count > 0),
                ("-Tag", TagIds.Count > 0),
                ("-Segment", SegmentId is not null),
                ("-NewSubscriber", NewSubscriber),
            }
                .Where(static way => way.Item2)
                .Select(static way => way.Item1),
        ];
        if (ways.Length > 1)
        {
            throw Refused(
                $"{string.Join(" and ", ways)} cannot be combined.",
                "Use one of these parameters, and export the other contacts with a second command."
            );
        }

        var way = ways.FirstOrDefault();
        if (Status is not null && way is not (null or "-ContactId" or "-List"))
        {
            throw Refused($"-Status cannot be combined with {way}.", "Use -Status alone, or with -ContactId or -List.");
        }

        if (ExcludeContactIds.Count > 0 && way is not ("-List" or "-NewSubscriber"))
        {
            throw Refused(
                "-ExcludeContactId can be combined only with -List or -NewSubscriber.",
                "Remove the rows afterwards with Where-Object."
            );
        }

        Most("-ContactId", ContactIds.Count, MostContacts);
        Most("-List", ListIds.Count, MostLists);
        Most("-Tag", TagIds.Count, MostTags);
        Most("-ExcludeContactId", ExcludeContactIds.Count, MostExcluded);
        if (
            Fields.FirstOrDefault(static f => f.StartsWith("email_opt", StringComparison.Ordinal)) is { } optional
            && !Fields.Contains("email_address", StringComparer.Ordinal)
        )
        {
            throw Refused($"-Field {optional} also needs email_address.", "Add email_address to -Field.");
        }
    }

    /// <summary>
    /// The request that starts the export. Not repeated once it may have arrived, because each one creates another
    /// file.
    /// </summary>
    public ApiRequest<ImportActivity> ToRequest()
    {
        Check();
        var body = new JsonObject();
        Add(body, "contact_ids", ContactIds);
        Add(body, "list_ids", ListIds);
        Add(body, "tag_ids", TagIds);
        if (SegmentId is { } segment)
        {
            body["segment_id"] = segment;
        }

        if (NewSubscriber)
        {
            body["new_subscriber"] = true;
        }

        if (Status is not null)
        {
            body["status"] = Status;
        }

        if (ExcludeContactIds.Count > 0)
        {
            body["exclude"] = new JsonObject { ["contact_ids"] = CcJson.Texts(ExcludeContactIds) };
        }

        Add(body, "fields", Fields);
        return ActivitiesApi.Start(ActivityPaths.Export, body);
    }

    private static void Add(JsonObject body, string member, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            body[member] = CcJson.Texts(values);
        }
    }

    private static void Most(string parameter, int count, int most)
    {
        if (count > most)
        {
            throw Refused(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "{0} takes at most {1}, but {2} given.",
                    parameter,
                    Quantity.Of(most, "value"),
                    Quantity.Of(count, "was", "were")
                ),
                "Export in several steps, or use a list, a tag or a segment."
            );
        }
    }

    private static InvalidInputException Refused(string message, string remedy) =>
        new("CcInvalidValue", message, remedy);
}
