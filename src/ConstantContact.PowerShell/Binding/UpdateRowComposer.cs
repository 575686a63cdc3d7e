using System.Management.Automation;
using System.Reflection;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Updates;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// Combines an input object and parameters into one row of requested changes. Every value becomes a cell under a
/// heading and is read by the one strict parser. An explicit argument replaces the column of the row.
/// </summary>
/// <remarks>
/// PowerShell also binds scalar parameters from properties, so a column arrives twice. The bound value is ignored and
/// the row itself is read. Script blocks work nevertheless: their results are bound values that differ from every
/// column. A result that equals the property with the parameter's name cannot be distinguished from it. That is
/// harmless, because the column has the same value, unless a column map gives it another meaning. A contact only
/// provides the identity: its other properties are the earlier state of the service and not requested changes.
/// </remarks>
internal sealed class UpdateRowComposer
{
    /// <summary>The parameter that accepts a contact in any form. It is not a column.</summary>
    private const string Named = "Contact";

    private static readonly string[] IdentityParameters = ["Email", "ContactId"];

    private readonly Type _cmdlet;
    private readonly HashSet<string> _explicit;
    private readonly RowReading _reading;
    private readonly RequestedChanges _common;
    private readonly IReadOnlyList<KeyValuePair<string, object>> _cells;
    private readonly HashSet<string> _overridden = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string[]> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _noticed = new(StringComparer.Ordinal);
    private readonly DamageTally _damage = new();
    private RowParser? _parser;
    private bool _knowsLabels;
    private long _number;

    /// <param name="cmdlet">The cmdlet whose parameters are bound.</param>
    /// <param name="given">The parameters that were given as arguments.</param>
    /// <param name="reading">Options for reading rows.</param>
    /// <param name="common">The changes common to all rows.</param>
    /// <param name="cells">Arguments that are cells.</param>
    public UpdateRowComposer(
        Type cmdlet,
        IEnumerable<string> given,
        RowReading reading,
        RequestedChanges common,
        IReadOnlyList<KeyValuePair<string, object>> cells
    )
    {
        _cmdlet = cmdlet;
        _explicit = new HashSet<string>(given, StringComparer.OrdinalIgnoreCase);
        _reading = reading;
        _common = common;
        _cells = cells;
    }

    /// <summary>Reads the names of the account's custom fields: an otherwise unknown heading may be a label.</summary>
    public Func<IReadOnlyCollection<FieldHeading>>? Fields { get; init; }

    /// <summary>Called once with the columns that are left out, and the reason.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>Damage found in the rows so far, one note per rule.</summary>
    public IReadOnlyList<DamageNote> Damage => _damage.Notes;

    /// <param name="input">The pipeline input.</param>
    /// <param name="file">The row of a file; null if the input is not a file.</param>
    /// <param name="named">The contact named by an argument.</param>
    /// <param name="bound">Values by parameter.</param>
    /// <returns>
    /// Null for a completely blank object, such as the rows that spreadsheets leave below the last one.
    /// </returns>
    /// <exception cref="InvalidInputException">
    /// An explicit blank, no contact, or unknown columns at the first row. Later rows that cannot be read are marked
    /// <see cref="UpdateRow.Invalid"/> instead.
    /// </exception>
    public UpdateRow? Compose(
        PSObject? input,
        InputRow? file,
        ContactIdentity? named,
        IReadOnlyDictionary<string, GivenValue?> bound
    )
    {
        var first = _parser is null;
        var row = file ?? RowOf(input, _number + 1);
        if (row is { IsBlank: true, Headings.Count: > 0 })
        {
            return null;
        }

        var number = file?.Number ?? (input is null ? null : ++_number);
        try
        {
            return Read(input, row, named, bound, number);
        }
        catch (InvalidInputException e) when (!first)
        {
            var (id, email) = (Bound("ContactId"), Bound("Email"));
            return new UpdateRow
            {
                Number = number,
                Email = named?.Email ?? email,
                ContactId = named?.ContactId ?? id,
                Invalid = e,
                Input = input,
            };
        }

        string? Bound(string parameter) => bound.TryGetValue(parameter, out var value) ? value?.ToString() : null;
    }

    public static InvalidInputException Blank(string what, string clearName) =>
        new(
            "CcBlankValue",
            $"The value of {what} is blank.",
            $"To keep what the contact has, leave the parameter out. To clear it: -Clear {clearName}"
        );

    private UpdateRow Read(
        PSObject? input,
        InputRow? read,
        ContactIdentity? named,
        IReadOnlyDictionary<string, GivenValue?> bound,
        long? number
    )
    {
        var overrides = Overrides(input, named, bound);
        var row = Combine(read, overrides, number ?? RowName.Parameters);
        if (_parser is null || !_parser.Plan.Fits(row.Headings))
        {
            var plan = ColumnPlan.For(
                row.Headings,
                MapWithoutOverridden(),
                _reading.IgnoreUnknown,
                ColumnPurpose.Update
            );
            _parser = new RowParser(plan, _reading.Values);
            _knowsLabels = false;
            if (plan.EchoNotice is { } notice && _noticed.Add(notice))
            {
                Notice?.Invoke(notice);
            }
        }

        if (!_knowsLabels && Fields is not null && _parser.UnknownIn(row).Any())
        {
            // Send no request until a row has a value under a heading that is otherwise unknown.
            _knowsLabels = true;
            _parser = new RowParser(_parser.Plan.WithLabels(Fields()), _reading.Values);
        }

        _parser.RequireKnown(row);
        var values = _parser.Parse(row);
        _damage.Look(values);

        // Other errors may appear when the types of the custom fields are known.
        var waits = values.Values.Any(v => v.Column.FieldName is not null);
        return new UpdateRow
        {
            Number = number,
            Email = values.Email,
            ContactId = values.ContactId,
            Input = input ?? named?.Input ?? values.Email ?? values.ContactId,
            Source = read is null ? null : row,
            Invalid = waits ? null : Refusal(values),
            Changes = new RequestedChanges
            {
                Values = values.Values,
                Reading = _reading.Values,
                Errors = waits ? [.. values.Findings.Where(f => f.Severity == FindingSeverity.Error)] : [],
                Warnings =
                [
                    .. values
                        .Findings.Where(f => f.Severity == FindingSeverity.Warning)
                        .Select(f => $"{f}. {f.Remedy}"),
                ],
                AddLists = _common.AddLists,
                RemoveLists = _common.RemoveLists,
                AddTags = _common.AddTags,
                RemoveTags = _common.RemoveTags,
                Clear = _common.Clear,
                PermissionToSend = _common.PermissionToSend,
            },
        };
    }

    /// <summary>
    /// The values that replace columns, by heading: arguments, which must not be blank, and results of script blocks. A
    /// value bound from the row itself stands for its column, under the heading that the column map gives it.
    /// </summary>
    private Dictionary<string, object> Overrides(
        PSObject? input,
        ContactIdentity? named,
        IReadOnlyDictionary<string, GivenValue?> bound
    )
    {
        var overrides = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in bound)
        {
            var isExplicit = _explicit.Contains(parameter.Key);
            if (isExplicit && parameter.Value is null or { IsBlank: true })
            {
                throw IdentityParameters.Contains(parameter.Key, StringComparer.Ordinal)
                    ? Unnamed(parameter.Key)
                    : Blank($"-{parameter.Key}", ClearName(parameter.Key));
            }

            if (parameter.Value is { IsBlank: false } value && (isExplicit || !IsOfRow(input, parameter.Key, value)))
            {
                overrides[parameter.Key] = value.Cell!;
            }
        }

        if (_explicit.Contains(Named))
        {
            Name(named?.Checked() ?? throw Unnamed(Named), overrides);
        }

        foreach (var cell in _cells)
        {
            overrides[cell.Key] = cell.Value;
        }

        return overrides;
    }

    private void Name(ContactIdentity who, Dictionary<string, object> cells)
    {
        if (IdentityParameters.FirstOrDefault(_explicit.Contains) is { } other)
        {
            throw InvalidInputException.Value(
                $"-{Named} and -{other}",
                null,
                "both name the contact.",
                "Give only one of them."
            );
        }

        if (who.ContactId is not null)
        {
            cells["ContactId"] = who.ContactId;
        }

        if (who.Email is not null)
        {
            cells["Email"] = who.Email;
        }
    }

    /// <summary>True if the engine took this value from a property of the row.</summary>
    private bool IsOfRow(PSObject? input, string parameter, GivenValue value)
    {
        if (input is null)
        {
            return false;
        }

        if (!_names.TryGetValue(parameter, out var names))
        {
            var aliases = _cmdlet.GetProperty(parameter)?.GetCustomAttribute<AliasAttribute>();
            _names[parameter] = names = [parameter, .. aliases?.AliasNames ?? []];
        }

        return names.Select(name => input.Properties[name]).FirstOrDefault(static property => property is not null)
                is { } source
            && value.IsOf(source.Value);
    }

    private static InputRow? RowOf(PSObject? input, long number) =>
        input?.BaseObject switch
        {
            null => null,
            ContactIdentity or Guid => Identity(new ContactIdentity(input), number),
            _ when IsContact(input) => Identity(new ContactIdentity(input), number),
            string text => Guid.TryParse(text.Trim(), out _)
                ? new InputRow(number, null, ["contact_id"], [text.Trim()])
                : new InputRow(number, null, ["email"], [text.Trim()]),
            _ => RowReader.Read(input, number),
        };

    private static InputRow Identity(ContactIdentity who, long number)
    {
        who = who.Checked();
        return who.ContactId is null ? new InputRow(number, null, ["email"], [who.Email!])
            : who.Email is null ? new InputRow(number, null, ["contact_id"], [who.ContactId])
            : new InputRow(number, null, ["contact_id", "email"], [who.ContactId, who.Email]);
    }

    /// <summary>Includes the copy that returns from a job, another machine or <c>Import-Clixml</c>.</summary>
    private static bool IsContact(PSObject input) =>
        input.BaseObject is Contact || input.TypeNames.Contains("Deserialized." + typeof(Contact).FullName);

    private InputRow Combine(InputRow? row, Dictionary<string, object> overrides, long number)
    {
        if (row is null)
        {
            return overrides.Keys.Any(k => IdentityParameters.Contains(k, StringComparer.OrdinalIgnoreCase))
                ? new InputRow(number, null, [.. overrides.Keys], [.. overrides.Values])
                : throw ContactIdentity.Nobody();
        }

        // An argument replaces the column of the same member, whatever its heading.
        List<ContactColumn> taken = [.. overrides.Keys.Select(ContactColumns.Match).OfType<ContactColumn>()];
        int[] kept =
        [
            .. Enumerable
                .Range(0, row.Headings.Count)
                .Where(i => Meaning(row.Headings[i]) is not { } column || !taken.Any(t => t.Name == column.Name)),
        ];
        _overridden.UnionWith(row.Headings.Where((_, i) => Array.IndexOf(kept, i) < 0));
        return new InputRow(
            number,
            row.Source,
            [.. kept.Select(i => row.Headings[i]), .. overrides.Keys],
            [.. kept.Select(i => row.Values[i]), .. overrides.Values]
        )
        {
            Defect = row.Defect,
        };
    }

    private ContactColumn? Meaning(string heading) =>
        ContactColumns.Match(
            _reading.ColumnMap is not null && _reading.ColumnMap.TryGetValue(heading, out var mapped) ? mapped : heading
        );

    /// <summary>Without the headings that an argument replaced, which the plan would not find.</summary>
    private Dictionary<string, string>? MapWithoutOverridden() =>
        _reading
            .ColumnMap?.Where(m => !_overridden.Contains(m.Key))
            .ToDictionary(m => m.Key, m => m.Value, StringComparer.OrdinalIgnoreCase);

    private static InvalidInputException? Refusal(RowValues values)
    {
        try
        {
            values.ThrowIfInvalid();
            return null;
        }
        catch (InvalidInputException e)
        {
            return e;
        }
    }

    private static InvalidInputException Unnamed(string parameter) =>
        InvalidInputException.Value(
            $"-{parameter}",
            null,
            "it is blank.",
            "Give the address or the id of one contact."
        );

    private static string ClearName(string parameter) =>
        parameter switch
        {
            "AddNote" or "NewEmailAddress" => "(it adds or changes, and cannot clear)",
            "BirthdayMonth" or "BirthdayDay" => "birthday",
            _ => ContactColumns.Match(parameter)?.Name ?? parameter,
        };
}
