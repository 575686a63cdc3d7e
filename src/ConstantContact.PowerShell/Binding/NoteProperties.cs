using System.Management.Automation;
using System.Reflection;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// The properties of a custom object, such as Import-Csv makes for every row, without what the engine makes whenever somebody
/// enumerates them.
/// </summary>
/// <remarks>
/// <see cref="PSObject.Properties"/> gives every object five hidden member sets of its own when it is enumerated, which costs four
/// times as much as reading the file. The object's own members can be had without that, but by a property that the engine keeps to
/// itself: where there is none of that name, or an object has anything but notes, everything goes the public way. That is taken for the
/// first object of a type too, and must have said the same: a session's type data can add properties, and does so for all of a type.
/// </remarks>
internal sealed class NoteProperties
{
    private static readonly Func<PSObject, IEnumerable<PSMemberInfo>>? OwnMembers = Find();

    private readonly List<PSNoteProperty> _notes = [];
    private string[]? _types;

    /// <summary>Good until the next call; null where the object has to be asked the public way.</summary>
    public IReadOnlyList<PSNoteProperty>? Of(PSObject row)
    {
        if (OwnMembers is null || row.BaseObject is not PSCustomObject)
        {
            return null;
        }

        _notes.Clear();
        foreach (PSMemberInfo member in OwnMembers(row))
        {
            if (member is PSNoteProperty note)
            {
                _notes.Add(note);
            }
            else if (member is PSPropertyInfo && !(member is PSCodeProperty && member.Name == "pstypenames"))
            {
                return null;
            }
        }

        if (!IsOfKnownType(row))
        {
            if (!row.Properties.Select(property => property.Name).SequenceEqual(_notes.Select(note => note.Name), StringComparer.Ordinal))
            {
                return null;
            }

            _types = [.. row.TypeNames];
        }

        return _notes;
    }

    private bool IsOfKnownType(PSObject row)
    {
        if (_types is null || row.TypeNames.Count != _types.Length)
        {
            return false;
        }

        for (int i = 0; i < _types.Length; i++)
        {
            if (row.TypeNames[i] != _types[i])
            {
                return false;
            }
        }

        return true;
    }

    private static Func<PSObject, IEnumerable<PSMemberInfo>>? Find()
    {
        MethodInfo? getter = typeof(PSObject).GetProperty("InstanceMembers", BindingFlags.Instance | BindingFlags.NonPublic)?.GetGetMethod(nonPublic: true);
        return getter is not null && typeof(IEnumerable<PSMemberInfo>).IsAssignableFrom(getter.ReturnType)
            ? (Func<PSObject, IEnumerable<PSMemberInfo>>)getter.CreateDelegate(typeof(Func<PSObject, IEnumerable<PSMemberInfo>>))
            : null;
    }
}
