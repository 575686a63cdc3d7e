using System.Management.Automation;
using ConstantContact.Core.Api;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Names;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.CustomFields;

/// <summary><c>New-CcCustomField</c>: creates a custom field of any type and returns it.</summary>
[Cmdlet(VerbsCommon.New, "CcCustomField", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CustomField))]
public sealed class NewCcCustomFieldCommand() : CreationCmdlet("custom field")
{
    /// <summary>
    /// At most 50 characters. No other field may have this label. The service derives the field's name from it.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateLength(1, 50)]
    public string Label { get; set; } = null!;

    /// <summary>The type. It cannot be changed later.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
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
    public string Type { get; set; } = "string";

    /// <summary>
    /// For select fields: the labels of the choices in this order, at most 100, or 20 for check boxes and radio
    /// buttons.
    /// </summary>
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

    /// <summary>For numbers and amounts.</summary>
    [Parameter]
    public SwitchParameter AllowNegative { get; set; }

    /// <summary>For numbers: allows only whole numbers.</summary>
    [Parameter]
    public SwitchParameter Integer { get; set; }

    /// <summary>For numbers and amounts.</summary>
    [Parameter]
    [ValidateRange(1, 4)]
    public int? DecimalPlaces { get; set; }

    /// <summary>For amounts, such as USD.</summary>
    [Parameter]
    [ValidatePattern("^[A-Za-z]{3}$")]
    public string? CurrencyCode { get; set; }

    /// <summary>For date fields: 1 stores text, 2 stores real dates. The default is 2.</summary>
    [Parameter]
    [ValidateRange(1, 2)]
    public int? Version { get; set; }

    private protected override string Wanted => Label;

    private protected override string Detail => $" ({Type.ToLowerInvariant()})";

    private protected override Task<object?> CreateAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var field = new NewCustomField
        {
            Label = Label.Trim(),
            Type = Type.ToLowerInvariant(),
            Choices = Choice,
            Version = Version,
            DisplayType = DisplayType?.ToLowerInvariant(),
            DisplayFormat = DisplayFormat,
            CurrencyCode = CurrencyCode?.ToUpperInvariant(),
            DecimalPlaces = DecimalPlaces,
            AllowNegative = Given(nameof(AllowNegative), AllowNegative),
            Integer = Given(nameof(Integer), Integer),
        };
        return SendAsync(output, CustomFieldsApi.Create(field), cancellationToken);
    }

    private protected override void Forget(NameDirectory names) => names.ForgetCustomFields();

    private bool? Given(string parameter, SwitchParameter value) =>
        MyInvocation.BoundParameters.ContainsKey(parameter) ? value.ToBool() : null;
}
