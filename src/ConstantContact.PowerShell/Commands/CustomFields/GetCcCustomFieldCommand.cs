using System.Management.Automation;
using ConstantContact.Core.Api;
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
/// <c>Get-CcCustomField</c>: definitions of custom fields by label, name, wildcard or id, or all of them.
/// </summary>
[Cmdlet(VerbsCommon.Get, "CcCustomField")]
[OutputType(typeof(CustomField))]
public sealed class GetCcCustomFieldCommand : ConnectedCmdlet
{
    /// <summary>Labels or names in any case, wildcards, or ids.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Label", "CustomField")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CustomFieldNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>
    /// Takes precedence over the name if a piped object has both. A contact supplies the ids of the fields in which it
    /// has a value.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("custom_field_id", "CustomFields", "custom_fields")]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(CustomFieldNameCompleter))]
    public CustomFieldIdentity[]? CustomFieldId { get; set; }

    /// <summary>Only fields of these types.</summary>
    [Parameter]
    [ValidateSet(
        "string",
        "date",
        "datetime",
        "single_select",
        "multi_select",
        "currency",
        "text_area",
        "number",
        "boolean"
    )]
    public string[]? Type { get; set; }

    private protected override object? ErrorTarget => (object?)CustomFieldId ?? Name;

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        RequireNamed(CustomFieldId, Name);
        var client = Account.Client.Observed(new RequestTrace(output));
        var names = Account.Names.Through(client);
        var writer = new ItemWriter<CustomField>(output, client)
        {
            Read = CustomFieldsApi.Read,
            Id = static field => field.Id,
            Names = static field => [field.Label, field.Name],
            Keep = field => Type is null || Type.Contains(field.Type, StringComparer.OrdinalIgnoreCase),
            Find = names.CustomFieldAsync,
        };
        string[]? ids = CustomFieldId is null ? null : [.. NamedIdentity.Texts(CustomFieldId)];
        if (ids is { Length: 1 })
        {
            await writer
                .WriteOneAsync(ids[0], () => CustomFieldsApi.ById(ids[0]), cancellationToken)
                .ConfigureAwait(false);
        }
        else if (ids is not { Length: 0 })
        {
            await writer.WriteAsync(CustomFieldsApi.All(), ids ?? Name, cancellationToken).ConfigureAwait(false);
        }
    }
}
