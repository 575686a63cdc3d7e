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
/// Input object and parameters → one row of wishes. Everything becomes a cell under a heading and is read by the one strict
/// parser; an explicit argument takes the place of the row's column.
/// </summary>
/// <remarks>
/// PowerShell binds the scalar parameters from properties as well, so a column arrives twice, and the bound value is dropped: the row itself
/// is read. That it does so also makes script blocks work: their results arrive as bound values that no column has. One that equals the property
/// of the parameter's own name cannot be told from it, and need not be: the column says the same, unless a column map gives it another meaning.
/// A contact gives identity and nothing else: what its other properties say is what the server said some time ago, not a wish.
/// </remarks>
internal sealed class UpdateRowComposer
{
    /// <summary>The parameter that takes a contact in any form; it is no column.</summary>
    private const string Named = "Contact";

    private static readonly string[] IdentityParameters = ["Email", "ContactId"];

    private readonly Type _cmdlet;
    private readonly HashSet<string> _explicit;
    private readonly RowReading _reading;
    private readonly UpdateWish _common;
    private readonly IReadOnlyList<KeyValuePair<string, object>> _cells;
    private readonly HashSet<string> _gaveWay = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string[]> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _noticed = new(StringComparer.Ordinal);
    private readonly DamageTally _damage = new();
    private RowParser? _parser;
    private bool _knowsLabels;
    private long _number;

    /// <param name="cmdlet">Whose parameters are bound.</param>
    /// <param name="given">The parameters that are arguments.</param>
    /// <param name="reading">How rows are read.</param>
    /// <param name="common">What every row wishes beside its cells.</param>
    /// <param name="cells">Arguments that are cells.</param>
    public UpdateRowComposer(Type cmdlet, IEnumerable<string> given, RowReading reading, UpdateWish common, IReadOnlyList<KeyValuePair<string, object>> cells)
    {
        _cmdlet = cmdlet;
        _explicit = new HashSet<string>(given, StringComparer.OrdinalIgnoreCase);
        _reading = reading;
        _common = common;
        _cells = cells;
    }

    /// <summary>Asks the account what it calls its custom fields: headings that mean nothing else may be their labels.</summary>
    public Func<IReadOnlyCollection<FieldHeading>>? Fields { get; init; }

    /// <summary>Told once what is left out of the rows, and why.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>What looks damaged in the rows so far, one for each rule.</summary>
    public IReadOnlyList<DamageNote> Damage => _damage.Notes;

    /// <param name="input">What came down the pipeline.</param>
    /// <param name="named">The contact that an argument names.</param>
    /// <param name="bound">Values by parameter.</param>
    /// <returns>Null for an object that says nothing at all: what a spreadsheet leaves below its last row.</returns>
    /// <exception cref="InvalidInputException">
    /// An explicit blank, no contact named, or, at the first row, columns that cannot be understood. Later rows that cannot be
    /// read are marked <see cref="UpdateRow.Invalid"/> instead.
    /// </exception>
    public UpdateRow? Compose(PSObject? input, ContactIdentity? named, IReadOnlyDictionary<string, GivenValue?> bound)
    {
        bool first = _parser is null;
        InputRow? row = RowOf(input, _number + 1);
        if (row is { IsBlank: true, Headings.Count: > 0 })
        {
            return null;
        }

        long? number = input is null ? null : ++_number;
        try
        {
            return Read(input, row, named, bound, number);
        }
        catch (InvalidInputException e) when (!first)
        {
            (string? id, string? email) = (Bound("ContactId"), Bound("Email"));
            return new UpdateRow { Number = number, Email = named?.Email ?? email, ContactId = named?.ContactId ?? id, Invalid = e, Input = input };
        }

        string? Bound(string parameter) => bound.TryGetValue(parameter, out GivenValue? value) ? value?.ToString() : null;
    }

    public static InvalidInputException Blank(string what, string clearName) => new(
        "CcBlankValue",
        $"The value of {what} is blank.",
        $"To keep what the contact has, leave the parameter out. To clear it: -Clear {clearName}");

    private UpdateRow Read(PSObject? input, InputRow? read, ContactIdentity? named, IReadOnlyDictionary<string, GivenValue?> bound, long? number)
    {
        Dictionary<string, object> overrides = Overrides(input, named, bound);
        InputRow row = Combine(read, overrides, number ?? RowName.Parameters);
        if (_parser is null || !_parser.Plan.Fits(row.Headings))
        {
            ColumnPlan plan = ColumnPlan.For(row.Headings, MapWithoutOverridden(), _reading.IgnoreUnknown, ColumnPurpose.Update);
            _parser = new RowParser(plan, _reading.Values);
            _knowsLabels = false;
            if (plan.EchoNotice is { } notice && _noticed.Add(notice))
            {
                Notice?.Invoke(notice);
            }
        }

        if (!_knowsLabels && Fields is not null && _parser.UnknownIn(row).Any())
        {
            // No request before a row says something under a heading that nothing else explains.
            _knowsLabels = true;
            _parser = new RowParser(_parser.Plan.WithLabels(Fields()), _reading.Values);
        }

        _parser.RequireKnown(row);
        RowValues values = _parser.Parse(row);
        _damage.Look(values);

        // What else is wrong may show when the types of the custom fields are known.
        bool waits = values.Values.Any(v => v.Column.FieldName is not null);
        return new UpdateRow
        {
            Number = number,
            Email = values.Email,
            ContactId = values.ContactId,
            Input = input ?? named?.Input ?? values.Email ?? values.ContactId,
            Source = input is null ? null : row,
            Invalid = waits ? null : Refusal(values),
            Wish = new UpdateWish
            {
                Values = values.Values,
                Reading = _reading.Values,
                Errors = waits ? [.. values.Findings.Where(f => f.Severity == FindingSeverity.Error)] : [],
                Warnings = [.. values.Findings.Where(f => f.Severity == FindingSeverity.Warning).Select(f => $"{f}. {f.Remedy}")],
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
    /// What takes the place of columns, by heading: arguments, which must say something, and results of script blocks. What was bound
    /// from the row itself speaks as its column, under the heading that the column map gives it.
    /// </summary>
    private Dictionary<string, object> Overrides(PSObject? input, ContactIdentity? named, IReadOnlyDictionary<string, GivenValue?> bound)
    {
        var overrides = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, GivenValue?> parameter in bound)
        {
            bool isExplicit = _explicit.Contains(parameter.Key);
            if (isExplicit && parameter.Value is null or { IsBlank: true })
            {
                throw IdentityParameters.Contains(parameter.Key, StringComparer.Ordinal) ? Unnamed(parameter.Key) : Blank($"-{parameter.Key}", ClearName(parameter.Key));
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

        foreach (KeyValuePair<string, object> cell in _cells)
        {
            overrides[cell.Key] = cell.Value;
        }

        return overrides;
    }

    private void Name(ContactIdentity who, Dictionary<string, object> cells)
    {
        if (IdentityParameters.FirstOrDefault(_explicit.Contains) is { } other)
        {
            throw InvalidInputException.Value($"-{Named} and -{other}", null, "both name the contact.", "Give only one of them.");
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

        if (!_names.TryGetValue(parameter, out string[]? names))
        {
            AliasAttribute? aliases = _cmdlet.GetProperty(parameter)?.GetCustomAttribute<AliasAttribute>();
            _names[parameter] = names = [parameter, .. aliases?.AliasNames ?? []];
        }

        return names.Select(name => input.Properties[name]).FirstOrDefault(static property => property is not null) is { } source && value.IsOf(source.Value);
    }

    private static InputRow? RowOf(PSObject? input, long number) => input?.BaseObject switch
    {
        null => null,
        ContactIdentity or Guid => Identity(new ContactIdentity(input), number),
        _ when IsContact(input) => Identity(new ContactIdentity(input), number),
        string text => Guid.TryParse(text.Trim(), out _) ? new InputRow(number, null, ["contact_id"], [text.Trim()]) : new InputRow(number, null, ["email"], [text.Trim()]),
        _ => RowReader.Read(input, number),
    };

    private static InputRow Identity(ContactIdentity who, long number)
    {
        who = who.Checked();
        return who.ContactId is null ? new InputRow(number, null, ["email"], [who.Email!])
            : who.Email is null ? new InputRow(number, null, ["contact_id"], [who.ContactId])
            : new InputRow(number, null, ["contact_id", "email"], [who.ContactId, who.Email]);
    }

    /// <summary>Also the copy that comes back from a job, another machine or <c>Import-Clixml</c>.</summary>
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

        // A column gives way to the argument for the same member, whatever its heading.
        List<ContactColumn> taken = [.. overrides.Keys.Select(ContactColumns.Match).OfType<ContactColumn>()];
        int[] kept = [.. Enumerable.Range(0, row.Headings.Count).Where(i => Meaning(row.Headings[i]) is not { } column || !taken.Any(t => t.Name == column.Name))];
        _gaveWay.UnionWith(row.Headings.Where((_, i) => Array.IndexOf(kept, i) < 0));
        return new InputRow(
            number,
            row.Source,
            [.. kept.Select(i => row.Headings[i]), .. overrides.Keys],
            [.. kept.Select(i => row.Values[i]), .. overrides.Values]) { Defect = row.Defect };
    }

    private ContactColumn? Meaning(string heading) =>
        ContactColumns.Match(_reading.ColumnMap is not null && _reading.ColumnMap.TryGetValue(heading, out string? mapped) ? mapped : heading);

    /// <summary>Without the headings that gave way to an argument, which the plan would not find.</summary>
    private Dictionary<string, string>? MapWithoutOverridden() =>
        _reading.ColumnMap?.Where(m => !_gaveWay.Contains(m.Key)).ToDictionary(m => m.Key, m => m.Value, StringComparer.OrdinalIgnoreCase);

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
        InvalidInputException.Value($"-{parameter}", null, "it is blank.", "Give the address or the id of one contact.");

    private static string ClearName(string parameter) => parameter switch
    {
        "AddNote" or "NewEmailAddress" => "(it adds or changes, and cannot clear)",
        "BirthdayMonth" or "BirthdayDay" => "birthday",
        _ => ContactColumns.Match(parameter)?.Name ?? parameter,
    };
}
