using System.Globalization;
using System.Text.RegularExpressions;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Import.Report;

/// <summary>
/// Finds the rows that the service's error messages are about. How the service writes them is not documented, so a line
/// number counts only if a value that one of the activity's messages quotes is in the row of that line, and no message
/// contradicts it. A message without a line number, and all messages of an activity without such proof, stay errors
/// without a row.
/// </summary>
internal sealed class ServiceErrorRows
{
    private static readonly Regex Sentence = new(
        @"^\s*(?:line|row)\s+(?<line>\d{1,7})\s*[:.,-]\s*(?<text>.+)$",
        RegexOptions.IgnoreCase
            | RegexOptions.CultureInvariant
            | RegexOptions.ExplicitCapture
            | RegexOptions.Singleline,
        TimeSpan.FromSeconds(1)
    );

    private static readonly Regex Quoted = new(
        "'(?<value>[^']+)'",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );

    private readonly Dictionary<long, string> _reasons = [];

    private ServiceErrorRows() { }

    /// <summary>The rows that the service named, in the input's order.</summary>
    public IReadOnlyList<RowFailure> Failures { get; private set; } = [];

    /// <summary>By number of the chunk: rows that its sentences name for certain.</summary>
    public Dictionary<int, int> Named { get; } = [];

    public string? ReasonOf(long row) => _reasons.TryGetValue(row, out var reason) ? reason : null;

    /// <summary>Reads the rows once more, up to the last one that a sentence may be about.</summary>
    public static ServiceErrorRows Find(
        ImportRows rows,
        IReadOnlyList<ImportChunkResult> chunks,
        bool csv,
        CancellationToken cancellationToken
    )
    {
        var errorRows = new ServiceErrorRows();
        var failures = new List<RowFailure>();
        using var reader = rows.Source.Read(cancellationToken).GetEnumerator();
        long number = 0;
        foreach (var chunk in chunks.OrderBy(c => c.FirstRow))
        {
            var said = Said(chunk, csv);
            if (said.Count == 0)
            {
                continue;
            }

            var found = new List<(long Row, string Text)>();
            int confirmed = 0,
                contradicted = 0;
            var place = 0;
            while (number < chunk.LastRow && reader.MoveNext())
            {
                number = reader.Current.Number;
                if (
                    number < chunk.FirstRow
                    || rows.MarkOf(number) != RowMark.Send
                    || !said.TryGetValue(++place, out var text)
                )
                {
                    continue;
                }

                found.Add((number, text));
                string[] quoted = [.. Quoted.Matches(text).Cast<Match>().Select(m => m.Groups["value"].Value)];
                if (quoted.Length > 0)
                {
                    var values = rows.Parse(reader.Current);
                    var holds = quoted.All(q =>
                        values.Values.Any(v => v.Text == q || v.Text.Split(';').Any(part => part.Trim() == q))
                    );
                    confirmed += holds ? 1 : 0;
                    contradicted += holds ? 0 : 1;
                }
            }

            if (confirmed == 0 || contradicted > 0 || found.Count > chunk.Correctable + chunk.Rejected)
            {
                continue;
            }

            errorRows.Named[chunk.Number] = found.Count;
            foreach ((var row, var text) in found)
            {
                errorRows._reasons[row] = text;
                failures.Add(
                    new RowFailure(
                        row,
                        rows.Source.Name,
                        [
                            new RowFinding(
                                RowRules.Refused,
                                FindingSeverity.Error,
                                row,
                                rows.Source.Name,
                                null,
                                null,
                                "the service refused it: " + text,
                                "Correct the row and import it again."
                            ),
                        ]
                    )
                );
            }
        }

        errorRows.Failures = failures;
        return errorRows;
    }

    /// <summary>
    /// The chunk with the service's sentences as a user can read them: with the input's row instead of a line of the
    /// chunk, which no one but the service has. Sentences of a chunk whose lines are not proven stay as they are.
    /// </summary>
    public ImportChunkResult Translate(ImportChunkResult chunk) =>
        !Named.ContainsKey(chunk.Number)
            ? chunk
            : chunk with
            {
                Errors =
                [
                    .. _reasons
                        .Where(r => r.Key >= chunk.FirstRow && r.Key <= chunk.LastRow)
                        .OrderBy(static r => r.Key)
                        .Select(static r => $"Row {RowName.Number(r.Key)}: {r.Value}"),
                    .. chunk.Errors.Where(static e => !Sentence.IsMatch(e)),
                ],
            };

    /// <summary>By place in the chunk: what is said about it. Several sentences about one row are joined.</summary>
    private static Dictionary<int, string> Said(ImportChunkResult chunk, bool csv)
    {
        var said = new Dictionary<int, string>();
        foreach (var error in chunk.Errors)
        {
            if (Sentence.Match(error) is { Success: true } match)
            {
                // Of a file the heading is line 1.
                var place = int.Parse(match.Groups["line"].Value, CultureInfo.InvariantCulture) - (csv ? 1 : 0);
                var text = match.Groups["text"].Value.Trim();
                if (place >= 1 && place <= chunk.Rows)
                {
                    said[place] = said.TryGetValue(place, out var before) ? $"{before}; {text}" : text;
                }
            }
        }

        return said;
    }
}
