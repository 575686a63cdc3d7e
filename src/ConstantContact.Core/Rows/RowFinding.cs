using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Rows;

/// <summary>A problem of one row, or of one of its values.</summary>
public sealed class RowFinding
{
    internal RowFinding(
        string ruleId,
        string severity,
        long row,
        string? source,
        string? column,
        string? value,
        string message,
        string remedy
    )
    {
        RuleId = ruleId;
        Severity = severity;
        Row = row;
        Source = source;
        Column = column;
        Value = value;
        Message = message;
        Remedy = remedy;
    }

    /// <summary>
    /// A pipeline row that cannot be read as text. It becomes the row's <see cref="InputRow.Defect"/>.
    /// </summary>
    public static RowFinding Unreadable(long row, string? column, string message, string remedy) =>
        new(RowRules.UnreadableValue, FindingSeverity.Error, row, null, column, null, message, remedy);

    /// <summary>About the input as a whole.</summary>
    internal static RowFinding OfInput(
        string ruleId,
        string severity,
        string? source,
        string? column,
        string message,
        string remedy
    ) => new(ruleId, severity, RowName.Parameters, source ?? "the input", column, null, message, remedy);

    /// <summary>One of <see cref="RowRules"/>.</summary>
    public string RuleId { get; }

    public string Severity { get; }

    /// <summary>1 for the first data row. 0 for the input as a whole.</summary>
    public long Row { get; }

    public string? Source { get; }

    /// <summary>The heading in the input. Null for the whole row.</summary>
    public string? Column { get; }

    public string? Value { get; }

    /// <summary>The reason without row and column: <c>'1,5' is not a whole number</c>.</summary>
    public string Message { get; }

    public string Remedy { get; }

    public InvalidInputException ToException() => new("CcInvalidValue", ToString() + ".", Remedy);

    /// <summary>All errors of a row as one exception with the id <c>CcInvalidValue</c>.</summary>
    public static InvalidInputException ToException(IReadOnlyList<RowFinding> errors) =>
        new(
            "CcInvalidValue",
            string.Join(" ", errors.Select(e => e.ToString() + ".")),
            string.Join(" ", errors.Select(e => e.Remedy).Distinct(StringComparer.Ordinal))
        );

    public override string ToString()
    {
        if (Row == RowName.Parameters && Source is null)
        {
            return Column is not null && RowName.Parameter(Column) is { } parameter
                ? $"{parameter}: {Message}"
                : Capital(Message);
        }

        var where = Capital(Row == RowName.Parameters ? Source! : RowName.Of(Row, Source));
        return Column is null ? $"{where}: {Message}" : $"{where}, column '{Column}': {Message}";

        static string Capital(string text) => char.ToUpperInvariant(text[0]) + text.Substring(1);
    }
}
