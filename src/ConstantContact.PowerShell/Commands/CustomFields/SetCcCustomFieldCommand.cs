using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.CustomFields;

/// <summary>
/// <c>Set-CcCustomField</c>: changes the label and choices of a custom field. The service resets members that a PUT
/// omits, including choices, so the field is read, merged, and sent as a whole. The type cannot be changed.
/// </summary>
[Cmdlet(VerbsCommon.Set, "CcCustomField", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CustomField))]
public sealed class SetCcCustomFieldCommand : ChangeCmdlet
{
    private readonly PromptMemory _memory = new();

    /// <summary>The custom field, by label, name or id, or as an object.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("CustomFieldId", "custom_field_id")]
    [ArgumentCompleter(typeof(CustomFieldNameCompleter))]
    public CustomFieldIdentity CustomField { get; set; } = null!;

    /// <summary>The new label. In some accounts, this also changes the field's name for imports.</summary>
    [Parameter]
    [ValidateLength(1, 50)]
    public string? Label { get; set; }

    /// <summary>Labels of new choices, which are added at the end. Existing labels are ignored.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? AddChoice { get; set; }

    /// <summary>Labels of choices to delete. Contacts lose these choices.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? RemoveChoice { get; set; }

    /// <summary>New labels of choices: @{ 'old label' = 'new label' }. Contacts keep their choices.</summary>
    [Parameter]
    [ValidateNotNull]
    public System.Collections.IDictionary? RenameChoice { get; set; }

    /// <summary>Removes choices without confirmation.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override NamedIdentity Given => CustomField;

    private protected override async Task<object?> ChangeAsync(
        CmdletOutput output,
        ApiClient client,
        NameDirectory names,
        CancellationToken cancellationToken
    )
    {
        var field = await CustomField.FindAsync(names, cancellationToken).ConfigureAwait(false);
        var renames = RenameChoice is null ? null : ColumnMaps.Read(RenameChoice, nameof(RenameChoice));
        return await output
            .OverwriteAsync(
                client,
                "custom field",
                async () =>
                    CustomFieldsApi.Change(
                        await client.SendAsync(CustomFieldsApi.ById(field.Id), cancellationToken).ConfigureAwait(false),
                        Label?.Trim(),
                        AddChoice,
                        RemoveChoice,
                        renames
                    ),
                change => CustomFieldsApi.Put(field.Id, change),
                CustomFieldsApi.Read,
                cancellationToken,
                also: RemoveChoice is null || Force ? null : () => MayRemoveAsync(output, field)
            )
            .ConfigureAwait(false);
    }

    private protected override void Forget(NameDirectory names) => names.ForgetCustomFields();

    private Task<bool> MayRemoveAsync(CmdletOutput output, CustomField field)
    {
        var choices = Quantity.Noun(RemoveChoice!.Length, "choice");
        return output.ShouldContinueAsync(
            $"This deletes the {choices} {string.Join(", ", RemoveChoice)} of '{field}'. Contacts lose these "
                + "choices. Continue?",
            "Are you sure?",
            _memory
        );
    }
}
