using System.Collections;
using System.Management.Automation;
using ConstantContact.Core.Updates;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Bases;

/// <summary>
/// A cmdlet that is told a contact's members, by parameters or by rows. The texts bind by name as well, so that script blocks work, and
/// are text because PowerShell would read the cell "1,5" as 15.
/// </summary>
public abstract class ContactRowCmdlet : StreamingCmdlet
{
    private readonly PipelineInput<UpdateRow> _rows;
    private UpdateRowComposer? _composer;

    private protected ContactRowCmdlet(int capacity)
    {
        _rows = new(capacity);
    }

    /// <summary>A row (from Import-Csv, a hashtable), or what names a contact.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("first_name")]
    public string? FirstName { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("last_name")]
    public string? LastName { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("job_title")]
    public string? JobTitle { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("company_name")]
    public string? CompanyName { get; set; }

    /// <summary>1 to 12.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("birthday_month")]
    public string? BirthdayMonth { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("birthday_day")]
    public string? BirthdayDay { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Anniversary { get; set; }

    /// <summary>Custom fields by name, label or id: @{ Membership = 'Gold' }.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? CustomField { get; set; }

    /// <summary>Phone numbers by kind: @{ work = '555-0100' }.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Phone { get; set; }

    /// <summary>Parts of street addresses by kind: @{ home = @{ city = 'Waltham' } }.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Address { get; set; }

    /// <summary>Where the account's proof of consent is to be found; recorded, never sent.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConsentReference { get; set; }

    private protected sealed override IPipelineInput Input => _rows;

    private protected PipelineInput<UpdateRow> Rows => _rows;

    /// <summary>The contact that an argument names, where the cmdlet takes one.</summary>
    private protected virtual ContactIdentity? Named => null;

    /// <summary>What every row wishes beside its cells.</summary>
    private protected abstract UpdateWish CommonWish { get; }

    /// <summary>How headings and cells of rows are to be read.</summary>
    private protected virtual RowReading Reading => RowReading.AsTheyAre;

    /// <summary>The texts that are bound to this record, by parameter. A leaf adds its own.</summary>
    private protected virtual Dictionary<string, string?> Texts() => new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(FirstName)] = FirstName,
        [nameof(LastName)] = LastName,
        [nameof(JobTitle)] = JobTitle,
        [nameof(CompanyName)] = CompanyName,
        [nameof(BirthdayMonth)] = BirthdayMonth,
        [nameof(BirthdayDay)] = BirthdayDay,
        [nameof(Anniversary)] = Anniversary,
    };

    private protected override void Prepare()
    {
        base.Prepare();
        _composer = new UpdateRowComposer(GetType(), MyInvocation.BoundParameters.Keys, Reading, CommonWish, ExplicitCells.Read(CustomField, Phone, Address));
    }

    private protected sealed override void ReadRecord() => Feed(_rows, _composer!.Compose(InputObject, Named, Texts()));
}
