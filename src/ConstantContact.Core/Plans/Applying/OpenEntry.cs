using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Plans.Applying;

/// <summary>An entry that is being applied.</summary>
internal sealed class OpenEntry(PlanEntry entry, RowChange? doubt)
{
    public PlanEntry Entry { get; } = entry;

    /// <summary>A write that an earlier process announced, and of which it did not learn the end.</summary>
    public RowChange? Doubt { get; } = doubt;

    /// <summary>The contact as this run read it before the first write; null before that.</summary>
    public JsonObject? Before { get; set; }

    /// <summary>The changes to be written.</summary>
    public UpdatePlan? Plan { get; set; }

    /// <summary>A request about it was announced by this process.</summary>
    public bool IsAnnounced { get; set; }

    /// <summary>Its outcome is known.</summary>
    public bool IsSettled { get; set; }

    /// <summary>The last request that did not go as it should.</summary>
    public ActivityJobResult? Trouble { get; set; }

    public string? ActivityId { get; set; }

    public List<string> Remarks { get; } = [];

    public long Position => Entry.Position;

    /// <summary>The changes that the account must show afterwards. For a deletion, only the deletion itself.</summary>
    public IReadOnlyList<ContactChange> Changes => Plan?.Changes ?? Entry.Changes;
}
