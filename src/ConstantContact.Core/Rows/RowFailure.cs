using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Rows;

/// <summary>A row that was not sent because of its content, with every reason.</summary>
public sealed class RowFailure
{
    internal RowFailure(long row, string? source, IReadOnlyList<RowFinding> findings)
    {
        Row = row;
        Source = source;
        Findings = JoinedList.Of(findings);
    }

    public long Row { get; }

    public string? Source { get; }

    public IReadOnlyList<RowFinding> Findings { get; }

    /// <summary>
    /// True if the module refused the row. False if the service refused it, or a check of the lists did not find it.
    /// </summary>
    public bool IsRefusedLocally => Findings.All(f => f.RuleId is not (RowRules.Refused or RowRules.NotOnList));

    public string Reason =>
        string.Join(
            "; ",
            Findings
                .Where(f => f.Severity == FindingSeverity.Error)
                .Select(f => f.Column is null ? f.Message : $"{f.Column}: {f.Message}")
        );

    /// <summary>The row's findings as one error, with the id <c>CcInvalidValue</c>.</summary>
    public InvalidInputException ToException() =>
        RowFinding.ToException([.. Findings.Where(f => f.Severity == FindingSeverity.Error)]);

    public override string ToString() => $"{RowName.Of(Row, Source)}: {Reason}";
}
