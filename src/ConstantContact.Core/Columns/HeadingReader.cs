using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Columns;

/// <summary>
/// Decides what each heading of an input means: a used column, one that is left out, one that only describes the
/// contact, or an unknown one.
/// </summary>
internal sealed class HeadingReader
{
    private readonly IReadOnlyList<string> _headings;
    private readonly Dictionary<string, string> _map;
    private readonly bool _ignoreUnknown;
    private readonly ColumnPurpose _purpose;
    private readonly bool _isEcho;
    private readonly bool _hasBirthdayParts;
    private readonly PlannedColumns _planned = [];
    private readonly List<string> _ignored = [];
    private readonly List<string> _echoed = [];
    private readonly List<UnknownColumn> _unknown = [];

    /// <inheritdoc cref="ColumnPlan.For"/>
    public HeadingReader(
        IReadOnlyList<string> headings,
        IReadOnlyDictionary<string, string>? columnMap,
        bool ignoreUnknown,
        ColumnPurpose purpose
    )
    {
        _headings = headings;
        _map = ReadMap(headings, columnMap);
        _ignoreUnknown = ignoreUnknown;
        _purpose = purpose;
        _isEcho = RefusedColumns.AreEcho(headings);
        _hasBirthdayParts = headings.Any(h => ContactColumns.Match(h)?.Kind is ContactColumnKind.BirthdayMonth);
    }

    /// <inheritdoc cref="ColumnPlan.For"/>
    public ColumnPlan Read()
    {
        for (var i = 0; i < _headings.Count; i++)
        {
            Read(i, _headings[i].Trim());
        }

        ThrowIfWholeLine();
        ThrowIfNoIdentity();
        return new ColumnPlan(_purpose, _headings, _planned)
        {
            Ignored = _ignored,
            Echoed = _echoed,
            Unknown = _unknown,
        };
    }

    private void Read(int index, string heading)
    {
        var isMapped = _map.TryGetValue(heading, out var name);
        if (isMapped ? name!.Length == 0 : ReportCells.IsOwn(heading))
        {
            _ignored.Add(heading);
        }
        else if (!isMapped && _isEcho && RefusedColumns.IsStateOfObject(heading, _headings))
        {
            _echoed.Add(heading);
        }
        else if (!TryUse(index, heading, name ?? heading))
        {
            // -IgnoreUnknownColumn does not excuse an invalid map.
            if (isMapped)
            {
                throw ColumnErrors.MapToUnknown(heading, name!, _purpose);
            }

            LeaveOut(index, heading);
        }
    }

    private bool TryUse(int index, string heading, string name)
    {
        if (ContactColumns.Match(name) is { } column && ContactColumns.IsFor(column.Kind, _purpose))
        {
            _planned.Add(new PlannedColumn(index, heading, column));
            return true;
        }

        if (!ContactColumns.IsWholeBirthday(name))
        {
            return false;
        }

        // An export also has month and day, each in its own column.
        if (!_hasBirthdayParts)
        {
            foreach (var part in new[] { "birthday_month", "birthday_day" })
            {
                _planned.Add(new PlannedColumn(index, heading, ContactColumns.Match(part)!, isWholeBirthday: true));
            }
        }

        return true;
    }

    private void LeaveOut(int index, string heading)
    {
        var pointer = RefusedColumns.Pointer(heading, _purpose);
        if (_ignoreUnknown)
        {
            _ignored.Add(heading);
        }
        else if (_isEcho && pointer is not null)
        {
            _echoed.Add(heading);
        }
        else
        {
            _unknown.Add(new UnknownColumn(index, heading, pointer, ContactColumns.Nearest(heading, _purpose)));
        }
    }

    /// <summary>Excel separates cells by semicolons or tabs in many countries.</summary>
    private void ThrowIfWholeLine()
    {
        if (_headings.Count != 1 || _unknown.Count == 0)
        {
            return;
        }

        var heading = _headings[0];
        var delimiter =
            heading.IndexOf(';') >= 0 ? "';'"
            : heading.IndexOf('\t') >= 0 ? "\"`t\""
            : null;
        if (delimiter is not null)
        {
            throw ColumnErrors.WholeLine(heading, delimiter);
        }
    }

    private void ThrowIfNoIdentity()
    {
        var other = _purpose == ColumnPurpose.Update ? ContactColumnKind.ContactId : ContactColumnKind.SmsNumber;
        if (!_planned.Any(p => p.Column.Kind == ContactColumnKind.Email || p.Column.Kind == other))
        {
            throw ColumnErrors.NoIdentity(_planned, _unknown, _purpose);
        }
    }

    private static Dictionary<string, string> ReadMap(
        IReadOnlyList<string> headings,
        IReadOnlyDictionary<string, string>? columnMap
    )
    {
        var map = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (columnMap is null)
        {
            return map;
        }

        foreach (var entry in columnMap)
        {
            var heading = entry.Key.Trim();
            if (!headings.Any(h => string.Equals(h.Trim(), heading, StringComparison.OrdinalIgnoreCase)))
            {
                throw ColumnErrors.MapFromUnknown(heading, headings);
            }

            if (map.ContainsKey(heading))
            {
                throw ColumnErrors.MapFromDuplicate(heading);
            }

            // A null value comes from an untyped dictionary: @{ Notes = $null }.
            map[heading] = entry.Value is null ? "" : entry.Value.Trim();
        }

        return map;
    }
}
