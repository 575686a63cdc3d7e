using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ConstantContact.Core.Bulk;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Sync;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// Input object and parameters → one row of wishes. Everything becomes a cell under a heading and is read by the one strict
/// parser; an explicit argument takes the place of the row's column.
/// </summary>
/// <remarks>
/// PowerShell binds the scalar parameters from properties as well, so a column arrives twice, with the same value, which does
/// no harm. That it does so also makes script blocks work: their results arrive as bound values that no column has.
/// A contact gives identity and nothing else: what its other properties say is what the server said some time ago, not a wish.
/// </remarks>
internal sealed class UpdateRowComposer
{
    private static readonly string[] IdentityParameters = ["Email", "ContactId"];

    private readonly HashSet<string> _explicit;
    private readonly IReadOnlyDictionary<string, string>? _columnMap;
    private readonly bool _ignoreUnknown;
    private readonly IReadOnlyList<string>? _nullTokens;
    private readonly UpdateWish _common;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _cells;
    private readonly HashSet<string> _gaveWay = new(StringComparer.OrdinalIgnoreCase);
    private ColumnPlan? _plan;
    private RowParser? _parser;
    private long _number;

    public UpdateRowComposer(
        HashSet<string> explicitParameters,
        IReadOnlyDictionary<string, string>? columnMap,
        bool ignoreUnknown,
        IReadOnlyList<string>? nullTokens,
        UpdateWish common,
        IReadOnlyList<KeyValuePair<string, string>> cells)
    {
        _explicit = explicitParameters;
        _columnMap = columnMap;
        _ignoreUnknown = ignoreUnknown;
        _nullTokens = nullTokens;
        _common = common;
        _cells = cells;
    }

    /// <exception cref="InvalidInputException">
    /// An explicit blank, no contact named, or, at the first row, columns that cannot be understood. Later rows that cannot be
    /// read are marked <see cref="UpdateRow.Invalid"/> instead.
    /// </exception>
    public UpdateRow Compose(PSObject? input, IReadOnlyDictionary<string, string?> bound)
    {
        bool first = _plan is null;
        long? number = input is null ? null : ++_number;
        try
        {
            return Read(input, bound, number);
        }
        catch (InvalidInputException e) when (!first)
        {
            return new UpdateRow { Number = number, Email = bound["Email"], ContactId = bound["ContactId"], Invalid = e, Input = input };
        }
    }

    public static InvalidInputException Blank(string what, string clearName) => new(
        "CcBlankValue",
        $"{what} was given a blank value.",
        $"To keep what the contact has, leave the parameter out. To clear it: -Clear {clearName}");

    private UpdateRow Read(PSObject? input, IReadOnlyDictionary<string, string?> bound, long? number)
    {
        Dictionary<string, string> overrides = Overrides(input, bound);
        InputRow row = Combine(RowOf(input, number ?? 1), overrides, number ?? RowName.Parameters);
        if (_plan is null || !_plan.Fits(row.Headings))
        {
            _plan = ColumnPlan.For(row.Headings, MapWithoutOverridden(), _ignoreUnknown, ColumnPurpose.Update);
            _parser = new RowParser(_plan, _nullTokens);
        }

        RowValues values = _parser!.Parse(row);
        return new UpdateRow
        {
            Number = number,
            Email = values.Email,
            ContactId = values.ContactId,
            Input = input ?? (object?)values.Email ?? values.ContactId,
            Invalid = Refusal(values),
            Wish = new UpdateWish
            {
                Values = values.Values,
                AddLists = _common.AddLists,
                RemoveLists = _common.RemoveLists,
                AddTags = _common.AddTags,
                RemoveTags = _common.RemoveTags,
                Clear = _common.Clear,
                PermissionToSend = _common.PermissionToSend,
            },
        };
    }

    /// <summary>Bound values by heading. Explicit ones must say something; those that came from a property may be blank, which keeps.</summary>
    private Dictionary<string, string> Overrides(PSObject? input, IReadOnlyDictionary<string, string?> bound)
    {
        var overrides = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        bool isContact = input is not null && IsContact(input);
        foreach (KeyValuePair<string, string?> parameter in bound)
        {
            bool isExplicit = _explicit.Contains(parameter.Key);
            string? value = parameter.Value?.Trim();
            if (isExplicit && string.IsNullOrEmpty(value))
            {
                throw IdentityParameters.Contains(parameter.Key, StringComparer.Ordinal)
                    ? InvalidInputException.Value($"-{parameter.Key}", null, "it is blank, so that it is not said which contact is meant.", "Give the address or the id of one contact.")
                    : Blank($"-{parameter.Key}", ClearName(parameter.Key));
            }

            bool echoed = isContact && !isExplicit && !IdentityParameters.Contains(parameter.Key, StringComparer.Ordinal) &&
                Same(input!.Properties[parameter.Key]?.Value, value);
            if (!string.IsNullOrEmpty(value) && !echoed)
            {
                overrides[parameter.Key] = value!;
            }
        }

        foreach (KeyValuePair<string, string> cell in _cells)
        {
            overrides[cell.Key] = cell.Value;
        }

        return overrides;
    }

    private static InputRow? RowOf(PSObject? input, long number) => input?.BaseObject switch
    {
        null => null,
        _ when IsContact(input) => null,
        string email => new InputRow(number, null, ["email"], [email.Trim()]),
        _ => RowReader.Read(input, number),
    };

    /// <summary>Also the copy that comes back from a job, another machine or <c>Import-Clixml</c>.</summary>
    private static bool IsContact(PSObject input) =>
        input.BaseObject is Contact || input.TypeNames.Contains("Deserialized." + typeof(Contact).FullName);

    private InputRow Combine(InputRow? row, Dictionary<string, string> overrides, long number)
    {
        if (row is null)
        {
            return overrides.Keys.Any(k => IdentityParameters.Contains(k, StringComparer.OrdinalIgnoreCase))
                ? new InputRow(number, null, [.. overrides.Keys], [.. overrides.Values])
                : throw new InvalidInputException("CcMissingIdentity", "It is not said which contact is meant.", "Give -Email or -ContactId, or pipe rows that have one of them.");
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
        ContactColumns.Match(_columnMap is not null && _columnMap.TryGetValue(heading, out string? mapped) ? mapped : heading);

    /// <summary>Without the headings that gave way to an argument, which the plan would not find.</summary>
    private Dictionary<string, string>? MapWithoutOverridden() =>
        _columnMap?.Where(m => !_gaveWay.Contains(m.Key)).ToDictionary(m => m.Key, m => m.Value, StringComparer.OrdinalIgnoreCase);

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

    private static bool Same(object? property, string? value) =>
        string.Equals(Convert.ToString(property, System.Globalization.CultureInfo.InvariantCulture), value, StringComparison.Ordinal);

    private static string ClearName(string parameter) => parameter switch
    {
        "AddNote" or "NewEmailAddress" => "(it adds or changes, and cannot clear)",
        "BirthdayMonth" or "BirthdayDay" => "birthday",
        _ => ContactColumns.Match(parameter)?.Name ?? parameter,
    };
}
