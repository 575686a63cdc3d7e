using System.Globalization;
using ConstantContact.Core.Base;

namespace ConstantContact.Core.Runs.Review;

/// <summary>
/// The page for a person who has to agree to a plan, or wants to know what a run did. It knows neither, so both can
/// fill it. Holds personal data. <see cref="ReviewWriter"/> makes a file of it.
/// </summary>
public sealed record ReviewPage
{
    /// <summary>"Plan" or "Run".</summary>
    public required string Kind { get; init; }

    public required string Title { get; init; }

    /// <summary>One or two sentences: what it is, and what it comes to.</summary>
    public required string Lead { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The most important fact for the reader.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Contacts by outcome, where there are no entries to count.</summary>
    public IReadOnlyDictionary<string, long> Counts { get; init; } =
        new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Requests and time, as used or as forecast.</summary>
    public IReadOnlyList<ReviewFact> Cost { get; init; } = [];

    /// <summary>Account, times, command, and the like.</summary>
    public IReadOnlyList<ReviewFact> Facts { get; init; } = [];

    public IReadOnlyList<ReviewEntry> Entries { get; init; } = [];

    /// <summary>Every outcome with its number of contacts, in the order in which they are shown.</summary>
    public IReadOnlyList<KeyValuePair<ReviewOutcome, long>> Totals =>
        [
            .. (
                Entries.Count == 0
                    ? Counts.Where(static c => c.Value > 0)
                    : Entries
                        .GroupBy(static e => e.Outcome, StringComparer.Ordinal)
                        .Select(static g => new KeyValuePair<string, long>(g.Key, g.Count()))
            )
                .Select(static total => new KeyValuePair<ReviewOutcome, long>(ReviewOutcome.Of(total.Key), total.Value))
                .OrderBy(static total => total.Key.Place)
                .ThenBy(static total => total.Key.Name, StringComparer.Ordinal),
        ];

    /// <summary>The totals as a sentence; empty if there are none.</summary>
    /// <param name="noun">What is counted, such as "row".</param>
    /// <param name="nouns">Its plural; null adds "s".</param>
    internal string TotalsText(string noun, string? nouns = null)
    {
        string[] parts =
        [
            .. Totals.Select(static t =>
                string.Format(CultureInfo.InvariantCulture, "{0:N0} {1}", t.Value, t.Key.Label.ToLowerInvariant())
            ),
        ];
        var joined =
            parts.Length < 2
                ? string.Concat(parts)
                : $"{string.Join(", ", parts.Take(parts.Length - 1))} and {parts[parts.Length - 1]}";
        return parts.Length == 0 ? "" : $"{Quantity.Of(Totals.Sum(static t => t.Value), noun, nouns)}: {joined}.";
    }

    public override string ToString() => $"{Kind} {Title}";
}
