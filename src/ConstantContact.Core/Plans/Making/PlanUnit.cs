using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Plans.Making;

/// <summary>One contact of a plan, and what all rows about it wish.</summary>
internal sealed class PlanUnit
{
    /// <summary>As it is; null for a contact that is to be created.</summary>
    public JsonObject? Current { get; init; }

    /// <summary>By which a contact that is to be created was asked for.</summary>
    public string? AskedEmail { get; init; }

    public ContactPatch Patch { get; private set; } = ContactPatch.Empty;

    /// <summary>Null for a contact that is to be created, and as long as nothing is to be changed.</summary>
    public UpdatePlan? Plan { get; private set; }

    public NewContact? Fresh { get; private set; }

    /// <summary>The entry that writes; null as long as there is none.</summary>
    public long? Position { get; private set; }

    /// <summary>The source row of the entry that writes.</summary>
    public long? Row { get; private set; }

    /// <summary>The contact as the rows so far leave it; null where there is none yet.</summary>
    public JsonObject? Wished => Plan?.Expected ?? Fresh?.Document ?? Current;

    public IReadOnlyList<ContactChange> Changes => Plan?.Changes ?? Fresh?.Changes ?? [];

    /// <summary>Something is to be written.</summary>
    public bool Writes => Position is not null && (Fresh is not null || Plan is { IsUnchanged: false });

    public string Action =>
        Current is null ? PlanAction.Create
        : Plan!.Contact.IsDeleted ? PlanAction.Restore
        : PlanAction.Update;

    public void Take(ContactPatch patch, UpdatePlan plan) => (Patch, Plan) = (patch, plan);

    public void Take(ContactPatch patch, NewContact fresh) => (Patch, Fresh) = (patch, fresh);

    public void WriteWith(PlanEntry entry) => (Position, Row) = (entry.Position, entry.Row);
}
