using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>The members of a contact that one name given to <c>-Clear</c> stands for.</summary>
public sealed record ClearTarget
{
    private static readonly string[] PhoneKinds = ["home", "work", "mobile", "other"];
    private static readonly string[] AddressKinds = ["home", "work", "other"];
    private static readonly string[] Arrays = [.. ContactMembers.SubResources.Where(m => m != ContactMembers.Notes)];

    private ClearTarget(string name)
    {
        Name = name;
    }

    /// <summary>The name as the user wrote it.</summary>
    public string Name { get; }

    /// <summary>Names of core members. The birthday month and day are always cleared together.</summary>
    public IReadOnlyList<string> Core { get; private init; } = [];

    public string? FieldName { get; private init; }

    public string? PhoneKind { get; private init; }

    public string? AddressKind { get; private init; }

    public string? Array { get; private init; }

    /// <summary>
    /// The names that <c>-Clear</c> accepts, for messages and completion. Custom fields are <c>cf:&lt;name&gt;</c>.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. ContactMembers.Core,
        "birthday",
        .. PhoneKinds.Select(k => $"{k}_phone"),
        .. AddressKinds.Select(k => $"{k}_address"),
        .. Arrays,
    ];

    /// <exception cref="InvalidInputException">
    /// <c>CcInvalidClear</c>: the name is unknown, or the member cannot be cleared.
    /// </exception>
    public static ClearTarget Parse(string name)
    {
        var given = name.Trim();
        if (given.StartsWith("cf:", StringComparison.OrdinalIgnoreCase) && given.Length > 3)
        {
            return new ClearTarget(given) { FieldName = given.Substring(3).Trim() };
        }

        // Parameter names are accepted too: JobTitle means job_title.
        var plain = given.Replace("_", string.Empty);
        var known = Names.FirstOrDefault(n => Same(n.Replace("_", string.Empty), plain));
        return known switch
        {
            null => throw Refused(given),
            "birthday" or ContactMembers.BirthdayMonth or ContactMembers.BirthdayDay => new ClearTarget(given)
            {
                Core = [ContactMembers.BirthdayMonth, ContactMembers.BirthdayDay],
            },
            _ when ContactMembers.Core.Contains(known, StringComparer.Ordinal) => new ClearTarget(given)
            {
                Core = [known],
            },
            _ when Arrays.Contains(known, StringComparer.Ordinal) => new ClearTarget(given) { Array = known },
            _ when known.EndsWith("_phone", StringComparison.Ordinal) => new ClearTarget(given)
            {
                PhoneKind = known.Substring(0, known.Length - "_phone".Length),
            },
            _ => new ClearTarget(given) { AddressKind = known.Substring(0, known.Length - "_address".Length) },
        };
    }

    private static InvalidInputException Refused(string name)
    {
        var plain = name.Replace("_", string.Empty);
        if (Same(plain, "email") || Same(plain, "emailaddress"))
        {
            return new InvalidInputException(
                "CcInvalidClear",
                "The e-mail address cannot be cleared, because it identifies the contact.",
                "Change it with -NewEmailAddress."
            );
        }

        return Same(plain, "notes") || Same(plain, "note")
            ? new InvalidInputException(
                "CcInvalidClear",
                "Notes cannot be cleared, because they are the contact's history.",
                "Delete single notes in the web application."
            )
            : new InvalidInputException(
                "CcInvalidClear",
                $"-Clear does not know '{name}'.",
                $"-Clear knows: {string.Join(", ", Names)}, and cf:<custom field>."
            );
    }

    private static bool Same(string left, string right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
