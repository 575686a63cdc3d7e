using System.Collections;
using System.Management.Automation;
using ConstantContact.Core.Http;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Updating;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Bases;

/// <summary>
/// A cmdlet that gets the members of contacts from parameters or rows. The values also bind by property name, so that
/// script blocks work. They are not converted, because PowerShell would read the cell "1,5" as 15.
/// </summary>
public abstract class ContactRowCmdlet : StreamingCmdlet
{
    private readonly PipelineInput<UpdateRow> _rows;
    private UpdateRowComposer? _composer;

    private protected ContactRowCmdlet(int capacity)
    {
        _rows = new(capacity);
    }

    /// <summary>A row (from Import-Csv, a hashtable), or an object that identifies a contact.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("first_name")]
    public GivenValue? FirstName { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("last_name")]
    public GivenValue? LastName { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("job_title")]
    public GivenValue? JobTitle { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("company_name")]
    public GivenValue? CompanyName { get; set; }

    /// <summary>1 to 12.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("birthday_month")]
    public GivenValue? BirthdayMonth { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("birthday_day")]
    public GivenValue? BirthdayDay { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public GivenValue? Anniversary { get; set; }

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

    /// <summary>The form of dates with the day first: dd/MM/yyyy, dd.MM.yyyy.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DateFormat { get; set; }

    /// <summary>The location of the account's proof of consent. Recorded, never sent.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConsentReference { get; set; }

    private protected sealed override IPipelineInput Input => _rows;

    private protected PipelineInput<UpdateRow> Rows => _rows;

    /// <summary>The contact named by an argument, if the cmdlet accepts one.</summary>
    private protected virtual ContactIdentity? Named => null;

    /// <summary>The changes common to all rows.</summary>
    private protected abstract RequestedChanges CommonChanges { get; }

    /// <summary>Options for reading headings and cells of rows.</summary>
    private protected virtual RowReading Reading => new(ColumnMap: null, IgnoreUnknown: false, Values);

    /// <summary>Options for reading values.</summary>
    private protected ReadingOptions Values => new() { Dates = DateForm.Of(DateFormat) };

    /// <summary>The values bound to this record, by parameter. A derived class adds its own.</summary>
    private protected virtual Dictionary<string, GivenValue?> Given() =>
        new(StringComparer.OrdinalIgnoreCase)
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
        _composer = new UpdateRowComposer(
            GetType(),
            MyInvocation.BoundParameters.Keys,
            Reading,
            CommonChanges,
            ExplicitCells.Read(CustomField, Phone, Address)
        )
        {
            Fields = FieldHeadings,
            Notice = Warn,
        };
    }

    private protected sealed override void ReadRecord()
    {
        if (OpenSource() is not { } source)
        {
            Feed(_composer!.Compose(InputObject, null, Named, Given()));
            return;
        }

        using (source)
        {
            foreach (var row in source.Read(StopToken))
            {
                Feed(_composer!.Compose(null, row, Named, Given()));
            }
        }
    }

    /// <summary>A file that has the rows, instead of the pipeline; null where there is none.</summary>
    private protected virtual CsvRowSource? OpenSource() => null;

    private void Feed(UpdateRow? row)
    {
        if (row is not null)
        {
            Feed(_rows, row);
        }
    }

    /// <summary>Drives a run whose rows are processed one after the other.</summary>
    /// <param name="output">The output of the cmdlet.</param>
    /// <param name="run">The run.</param>
    /// <param name="meter">Counts the requests of the run.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    private protected Task DriveAsync(
        CmdletOutput output,
        ContactRowRun run,
        RunMeter meter,
        CancellationToken cancellationToken
    ) =>
        Closing(output)
            .RunAsync(
                () => run.RunAsync(_rows.ReadAllAsync(cancellationToken), cancellationToken),
                () =>
                {
                    // Rows that were given and that a run that was stopped did not process.
                    foreach (var row in _rows.TakeRest())
                    {
                        run.CountNotAttempted(row);
                    }

                    return new RunTally(meter.Requests, meter.Retries, meter.Waited, meter.Paced);
                },
                cancellationToken,
                () => run.InputEnded
            );

    private protected override void EndRun()
    {
        base.EndRun();
        foreach (var note in _composer!.Damage)
        {
            Warn(note.ToString());
        }
    }
}
