using System.ComponentModel;
using System.Threading;
using System.Threading.Tasks;
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
}
