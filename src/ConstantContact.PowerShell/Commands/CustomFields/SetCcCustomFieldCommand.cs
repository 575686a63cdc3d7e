using System.Management.Automation;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Updates;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.CustomFields;

/// <summary>
/// <c>Set-CcCustomField</c>: changes label and choices of a custom field. The service resets what a PUT leaves out, choices
/// included, so the field is read, merged, and put back whole. The type cannot be changed.
/// </summary>
[Cmdlet(VerbsCommon.Set, "CcCustomField", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CustomField))]
public sealed class SetCcCustomFieldCommand : ConnectedCmdlet
{
    private static readonly string[] ReadOnlyMembers = ["custom_field_id", "name", "created_at", "updated_at", "_links"];

    private readonly PromptMemory _memory = new();

    /// <summary>By label, name or id, or a custom field.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("CustomFieldId", "custom_field_id")]
    [ArgumentCompleter(typeof(CustomFieldNameCompleter))]
    public CustomFieldIdentity CustomField { get; set; } = null!;

    /// <summary>The new label. Some accounts rename the field for imports with it.</summary>
    [Parameter]
    [ValidateLength(1, 50)]
    public string? Label { get; set; }

    /// <summary>Labels of new choices, put at the end. Those that exist already are left as they are.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? AddChoice { get; set; }

    /// <summary>Labels of choices to delete. Contacts that had chosen one have it no more.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? RemoveChoice { get; set; }

    /// <summary>New labels of choices: @{ 'old label' = 'new label' }. Contacts keep what they have chosen.</summary>
    [Parameter]
    [ValidateNotNull]
    public System.Collections.IDictionary? RenameChoice { get; set; }

    /// <summary>Removes choices without asking.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the field.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? ErrorTarget => CustomField.Given;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        ApiClient client = Account.Client.Observed(new RequestTrace(output));
        CustomField field = await CustomField.FindAsync(Account.Names.Through(client), cancellationToken).ConfigureAwait(false);
        JsonObject current = [];
        (JsonObject? answer, bool isChange) = await output.OverwriteAsync(
            client,
            $"custom field '{field}'",
            async () =>
            {
                current = await client.SendAsync(CustomFieldsApi.ById(field.Id), cancellationToken).ConfigureAwait(false);
                return Overwrite.Of(WithSendableChoices(current), ReadOnlyMembers, ChangesTo(current, field));
            },
            body => CustomFieldsApi.Put(field.Id, body),
            cancellationToken,
            async () => RemoveChoice is null || Force || await output.ShouldContinueAsync($"Choices of '{field}' are deleted: {string.Join(", ", RemoveChoice)}. Contacts lose what they had chosen of them. Go on?", "Are you sure?", _memory).ConfigureAwait(false)).ConfigureAwait(false);
        if (answer is not null)
        {
            Account.Names.ForgetCustomFields();
        }

        if (PassThru && (answer is not null || !isChange))
        {
            await output.WriteObjectAsync(CustomFieldsApi.Read(answer ?? current)).ConfigureAwait(false);
        }
    }

    private Dictionary<string, JsonNode?> ChangesTo(JsonObject current, CustomField field)
    {
        Dictionary<string, JsonNode?> changes = new(StringComparer.Ordinal);
        if (Label is not null)
        {
            changes["label"] = Label.Trim();
        }

        // Always, for the service wants them without what it alone writes.
        if (field.Type.EndsWith("_select", StringComparison.Ordinal))
        {
            changes["choices"] = FieldChoices.Changed(
                current, AddChoice ?? [], RemoveChoice ?? [], RenameChoice is null ? new Dictionary<string, string>(StringComparer.Ordinal) : ColumnMaps.Read(RenameChoice, nameof(RenameChoice)));
        }
        else if (AddChoice is not null || RemoveChoice is not null || RenameChoice is not null)
        {
            throw InvalidInputException.Value("-AddChoice", null, $"'{field}' is of the type {field.Type}, which has no choices.", "Only single_select and multi_select fields have choices.");
        }

        return changes;
    }

    // So that unchanged choices are no change.
    private static JsonObject WithSendableChoices(JsonObject current)
    {
        JsonObject copy = (JsonObject)current.DeepClone();
        if (copy["choices"] is JsonArray)
        {
            copy["choices"] = FieldChoices.Changed(current, [], [], new Dictionary<string, string>(StringComparer.Ordinal));
        }

        return copy;
    }
}
