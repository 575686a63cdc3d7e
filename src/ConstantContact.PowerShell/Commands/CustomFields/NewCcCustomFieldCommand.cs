using System.Management.Automation;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.CustomFields;

/// <summary><c>New-CcCustomField</c>: makes a custom field of any type and returns it.</summary>
[Cmdlet(VerbsCommon.New, "CcCustomField", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CustomField))]
public sealed class NewCcCustomFieldCommand : ConnectedCmdlet
{
    private const int MostDropDownChoices = 100;

    private const int MostTickedChoices = 20;

    /// <summary>At most 50 characters, and no other field's. The service makes the field's name out of it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateLength(1, 50)]
    public string Label { get; set; } = null!;

    /// <summary>Cannot be changed later.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateSet("string", "date", "datetime", "single_select", "multi_select", "currency", "text_area", "number", "boolean")]
    public string Type { get; set; } = "string";

    /// <summary>Of select fields: the labels, in this order; at most 100, or 20 as check boxes or radio buttons.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Choice { get; set; }

    /// <summary>How forms show a select field.</summary>
    [Parameter]
    [ValidateSet("dropdown", "checkbox", "radio")]
    public string? DisplayType { get; set; }

    /// <summary>How forms show a date, such as YYYY-MM-DD.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DisplayFormat { get; set; }

    /// <summary>Of numbers and amounts.</summary>
    [Parameter]
    public SwitchParameter AllowNegative { get; set; }

    /// <summary>Of numbers: whole ones only.</summary>
    [Parameter]
    public SwitchParameter Integer { get; set; }

    /// <summary>Of numbers and amounts.</summary>
    [Parameter]
    [ValidateRange(1, 4)]
    public int? DecimalPlaces { get; set; }

    /// <summary>Of amounts, such as USD.</summary>
    [Parameter]
    [ValidatePattern("^[A-Za-z]{3}$")]
    public string? CurrencyCode { get; set; }

    /// <summary>Of date fields: 1 stores text, 2 real dates; 2 unless given.</summary>
    [Parameter]
    [ValidateRange(1, 2)]
    public int? Version { get; set; }

    private protected override object? ErrorTarget => Label;

    private bool IsSelect => Type.EndsWith("_select", StringComparison.OrdinalIgnoreCase);

    private bool IsDate => Type.StartsWith("date", StringComparison.OrdinalIgnoreCase);

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        CheckTogether();
        ApiClient client = Account.Client.Observed(new RequestTrace(output));
        ApiRequest<JsonObject> request = CustomFieldsApi.Create(Body());
        if (await output.AllowsAsync($"Create custom field '{Label.Trim()}' ({Type.ToLowerInvariant()})", "Create custom field", request, Account.BaseUri).ConfigureAwait(false))
        {
            CustomField field = CustomFieldsApi.Read(await client.SendAsync(request, cancellationToken).ConfigureAwait(false));
            Account.Names.ForgetCustomFields();
            await output.WriteObjectAsync(field).ConfigureAwait(false);
        }
    }

    private JsonObject Body()
    {
        JsonObject body = new() { ["label"] = Label.Trim(), ["type"] = Type.ToLowerInvariant() };
        if (IsDate)
        {
            body["version"] = Version ?? 2;
        }

        JsonObject metadata = [];
        Add("display_type", DisplayType?.ToLowerInvariant());
        Add("display_format", DisplayFormat);
        Add("currency_code", CurrencyCode?.ToUpperInvariant());
        Add("decimal_places", DecimalPlaces);
        AddSwitch("allow_negative", nameof(AllowNegative), AllowNegative);
        AddSwitch("integer", nameof(Integer), Integer);
        if (metadata.Count > 0)
        {
            body["metadata"] = metadata;
        }

        if (Choice is not null)
        {
            body["choices"] = FieldChoices.New(Choice);
        }

        return body;

        void Add(string name, JsonNode? value)
        {
            if (value is not null)
            {
                metadata[name] = value;
            }
        }

        void AddSwitch(string name, string parameter, SwitchParameter given)
        {
            if (MyInvocation.BoundParameters.ContainsKey(parameter))
            {
                metadata[name] = given.ToBool();
            }
        }
    }

    private void CheckTogether()
    {
        if (IsSelect != Choice is not null)
        {
            throw InvalidInputException.Value("-Choice", null, IsSelect ? $"a {Type} field needs choices." : $"a {Type} field has none.", "Give -Choice with the types single_select and multi_select.");
        }

        int most = DisplayType is "checkbox" or "radio" ? MostTickedChoices : MostDropDownChoices;
        if (Choice?.Length > most)
        {
            throw InvalidInputException.Value("-Choice", null, $"{Choice.Length} were given, and such a field has at most {most}.", "Leave some out, or let it be a drop-down.");
        }

        if (Choice is not null && Choice.GroupBy(static label => label.Trim(), StringComparer.OrdinalIgnoreCase).FirstOrDefault(static group => group.Count() > 1) is { } twice)
        {
            throw InvalidInputException.Value("-Choice", twice.Key, "it is given twice.", "Give each choice once.");
        }

        if (Version is not null && !IsDate)
        {
            throw InvalidInputException.Value("-Version", null, $"a {Type} field has none.", "Give -Version with the types date and datetime.");
        }
    }
}
