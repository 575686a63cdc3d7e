using System.ComponentModel;
using ConstantContact.Core.Api;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Names;

namespace ConstantContact.PowerShell.Binding;

/// <summary>Which segment a person means.</summary>
[TypeConverter(typeof(NamedIdentityConverter))]
public sealed class SegmentIdentity : NamedIdentity
{
    /// <param name="value">An id, a name, or an object that has one.</param>
    public SegmentIdentity(object value)
        : base(value, "segment", ["SegmentId", "segment_id"], ["Name"])
    {
    }

    /// <exception cref="InvalidInputException">CcUnknownName or CcAmbiguousName, with the candidates.</exception>
    internal Task<Segment> FindAsync(NameDirectory names, CancellationToken cancellationToken) => names.SegmentAsync(Text, cancellationToken);

    /// <summary>Its number, without a request where a segment was given. A number alone may be another one's name.</summary>
    /// <exception cref="InvalidInputException">CcUnknownName or CcAmbiguousName, with the candidates.</exception>
    internal async Task<int> IdAsync(NameDirectory names, CancellationToken cancellationToken) =>
        Given is Segment known ? known.SegmentId : (await FindAsync(names, cancellationToken).ConfigureAwait(false)).SegmentId;
}
