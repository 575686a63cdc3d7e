using ConstantContact.Core.Columns;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Creating;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>Creations and sign-ups against a service in memory.</summary>
public abstract class ContactRowLab : UpdateLab, IDisposable
{
    private protected const string List = "1618ae62-4752-11e9-9c8a-0000000000aa";

    protected ContactRowLab()
    {
        Client = NewClient();
        Names = new NameDirectory(Client);
    }

    private protected ApiClient Client { get; }

    private protected NameDirectory Names { get; }

    private protected static ConsentSwitches Proof => new() { ConsentReference = "form 7" };

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        Names.Dispose();
        Client.Dispose();
    }

    private protected static UpdateRow SignUpRow(string email, params (string Heading, string Value)[] cells)
    {
        var row = Row(email, cells);
        return new UpdateRow
        {
            Number = 1,
            Email = email,
            Changes = new RequestedChanges
            {
                Values = row.Changes.Values,
                AddLists = [List],
                Warnings = ["careful"],
            },
        };
    }

    private protected static UpdateRow Row(string email, params (string Heading, string Value)[] cells)
    {
        string[] headings = ["email", .. cells.Select(c => c.Heading)];
        var parsed = new RowParser(ColumnPlan.For(headings, null, false, ColumnPurpose.Update)).Parse(
            new InputRow(1, null, headings, [email, .. cells.Select(c => c.Value)])
        );
        return new UpdateRow
        {
            Number = 1,
            Email = email,
            Changes = new RequestedChanges { Values = parsed.Values, Warnings = ["careful"] },
        };
    }

    private protected Task<UpdateResult> SignUpAsync(
        ConsentSwitches switches,
        UpdateRow row,
        RowLedger? ledger = null
    ) => WorkAsync(new ContactSignUp(Client, Names, switches), row, ledger);

    private protected Task<UpdateResult> CreateAsync(UpdateRow row, RowLedger? ledger = null) =>
        WorkAsync(new ContactCreation(Client, Names), row, ledger);

    private protected Task<UpdateResult> WorkAsync(IContactRowWork work, UpdateRow row, RowLedger? ledger) =>
        Clock.DriveAsync(
            work.RunAsync(
                row,
                new RowEntry(ledger ?? RowLedger.None(Clock), 1, row.Key(), row, null),
                Guide,
                CancellationToken.None
            )
        );
}
