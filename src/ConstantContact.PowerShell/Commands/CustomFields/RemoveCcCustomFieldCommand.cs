using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Http;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;

namespace ConstantContact.PowerShell.Commands.CustomFields;

/// <summary>
/// <c>Remove-CcCustomField</c>: deletes custom fields, up to 100 with one request, and their values in all contacts.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "CcCustomField", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(BulkSummary))]
public sealed class RemoveCcCustomFieldCommand : DeletionCmdlet
{
    public RemoveCcCustomFieldCommand()
        : base("custom field", "custom fields") { }

    /// <summary>Custom fields, by name or id, or as objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("CustomFieldId", "custom_field_id")]
    [ArgumentCompleter(typeof(CustomFieldNameCompleter))]
    public CustomFieldIdentity[] CustomField { get; set; } = null!;

    private protected override IReadOnlyList<NamedIdentity> Given => CustomField;

    private protected override async Task<(string Id, string? Name)> FindAsync(
        NamedIdentity identity,
        NameDirectory names,
        CancellationToken cancellationToken
    )
    {
        var item = await ((CustomFieldIdentity)identity).FindAsync(names, cancellationToken).ConfigureAwait(false);
        return (item.Id, item.Name is null ? null : item.ToString());
    }

    private protected override IReadOnlyList<ActivityJob> Jobs(IReadOnlyList<string> ids) =>
        ActivityJobs.DeleteCustomFields(ids);

    private protected override void Forget(NameDirectory names) => names.ForgetCustomFields();

    private protected override string Consequence => " and their values in all contacts";

    // A single field is deleted at once by its own request, several fields by an activity.
    private protected override async Task<string> DescribeAsync(string what, string[] ids) =>
        ids.Length == 1
            ? $"{what}\n{await RequestText.OfAsync(CustomFieldsApi.Delete(ids[0]), Account.BaseUri).ConfigureAwait(false)}"
            : await base.DescribeAsync(what, ids).ConfigureAwait(false);

    private protected override Task<BulkSummary> SendAsync(
        ActivityJobRun run,
        BulkTally tally,
        string[] ids,
        Action<int> announce,
        CancellationToken cancellationToken
    )
    {
        if (ids.Length != 1)
        {
            return base.SendAsync(run, tally, ids, announce, cancellationToken);
        }

        announce(1);
        return run.SendAsync(tally, CustomFieldsApi.Delete(ids[0]), cancellationToken);
    }
}
