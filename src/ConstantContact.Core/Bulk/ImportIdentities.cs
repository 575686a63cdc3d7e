using System.Collections.Generic;
using System.Globalization;

namespace ConstantContact.Core.Bulk;

/// <summary>
/// Who occurs in an input, by 16-byte keys: which row speaks for a contact that occurs several times, and which contacts
/// are to be held back. Rows are known by their place in the whole input, from 1.
/// </summary>
internal sealed class ImportIdentities
{
    private readonly ImportDuplicates _duplicates;
    private readonly Dictionary<RowKey, long> _speakers = [];
    private readonly Dictionary<RowKey, string> _held = [];

    public ImportIdentities(ImportDuplicates duplicates) => _duplicates = duplicates;

    /// <summary>Registers a valid row.</summary>
    /// <returns>The finding, where the row is not to be there a second time.</returns>
    public RowFinding? Add(RowValues row, long place)
    {
        if (_duplicates == ImportDuplicates.Error)
        {
            foreach (RowKey key in KeysOf(row))
            {
                if (_speakers.TryGetValue(key, out long first))
                {
                    return new RowFinding(
                        RowRules.Duplicate, FindingSeverity.Error, row.Row.Number, row.Row.Source, null, row.Email ?? row.SmsNumber,
                        $"'{row.Email ?? row.SmsNumber}' is already in row {first.ToString(CultureInfo.InvariantCulture)}",
                        "Keep one of the rows, or choose with -DuplicateAction First or Last.");
                }
            }
        }

        foreach (RowKey key in KeysOf(row))
        {
            if (_duplicates == ImportDuplicates.Last || !_speakers.ContainsKey(key))
            {
                _speakers[key] = place;
            }
        }

        return null;
    }

    /// <summary>Remembers a contact that is to be held back, if the input has it.</summary>
    public void Hold(string? email, string? smsNumber, string reason)
    {
        if (email is not null && RowKey.OfEmail(email) is var key && _speakers.ContainsKey(key))
        {
            _held[key] = reason;
        }

        if (smsNumber is not null && RowKey.OfSmsNumber(smsNumber) is { } sms && _speakers.ContainsKey(sms))
        {
            _held[sms] = reason;
        }
    }

    /// <summary>Why the row's contact is held back; null where it is not.</summary>
    public string? HeldFor(RowValues row)
    {
        foreach (RowKey key in KeysOf(row))
        {
            if (_held.TryGetValue(key, out string? reason))
            {
                return reason;
            }
        }

        return null;
    }

    /// <summary>False where another row speaks for the contact.</summary>
    public bool Speaks(RowValues row, long place)
    {
        foreach (RowKey key in KeysOf(row))
        {
            if (_speakers.TryGetValue(key, out long speaker) && speaker != place)
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<RowKey> KeysOf(RowValues row)
    {
        if (row.Email is { } email)
        {
            yield return RowKey.OfEmail(email);
        }

        if (row.SmsNumber is { } number && RowKey.OfSmsNumber(number) is { } key)
        {
            yield return key;
        }
    }
}
