using System.Net.Http;
using ConstantContact.Core.Api;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Import;

/// <summary>The account as an import needs it. Failures are <see cref="Errors.CcException"/>.</summary>
public interface IImportService
{
    /// <summary>Requests sent so far for this import, repeated ones included.</summary>
    long RequestsUsed { get; }

    /// <summary>Time spent waiting because the service asked for it.</summary>
    TimeSpan Waited { get; }

    /// <summary>Time spent waiting for turns in the shared pace.</summary>
    TimeSpan Paced { get; }

    /// <summary>From each given custom field name to the field, whose <see cref="CustomField.Name"/> is set.</summary>
    /// <exception cref="Errors.CcException">A field does not exist; the message lists those that do.</exception>
    Task<IReadOnlyDictionary<string, CustomField>> ResolveFieldsAsync(
        IReadOnlyCollection<string> names,
        CancellationToken cancellationToken
    );

    /// <summary>The names that headings may give the account's custom fields.</summary>
    Task<IReadOnlyCollection<FieldHeading>> FieldHeadingsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Calls <paramref name="found"/> with every contact that the service lists under a status and that the guard holds
    /// back.
    /// </summary>
    /// <param name="status"><c>deleted</c>, <c>unsubscribed</c>, or <c>sms_unsubscribed</c>: there the SMS number alone
    /// counts.</param>
    /// <param name="consent">What is to be done to them.</param>
    /// <param name="found"> Told the e-mail address and the SMS number (either may be null), and which status holds the
    /// contact back. Called on any thread, one call at a time. </param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task FindContactsAsync(
        string status,
        ConsentRequest consent,
        Action<string?, string?, string> found,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Sends one chunk. Never repeats what may have arrived: then the error's <c>MayHaveArrived</c> is true.
    /// </summary>
    Task<ImportActivity> StartAsync(bool csv, Func<HttpContent> body, CancellationToken cancellationToken);

    Task<ImportActivity> GetAsync(string activityId, CancellationToken cancellationToken);

    /// <summary>All activities that the service remembers: those of ten days.</summary>
    Task<IReadOnlyList<ImportActivity>> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Looks the contacts of some rows up. True only where each of them is as its row says and on the lists, and at
    /// least one of them was changed since: then the rows have arrived.
    /// </summary>
    /// <param name="rows">Rows of a JSON chunk as they were sent.</param>
    /// <param name="listIds">The lists that they were to go to.</param>
    /// <param name="since">When they were sent, less what the service's clock may differ.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    Task<bool> HoldsAsync(
        IReadOnlyList<string> rows,
        IReadOnlyList<string> listIds,
        DateTimeOffset since,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Calls <paramref name="found"/> with e-mail address and SMS number (either may be null) of every member of a
    /// list.
    /// </summary>
    Task FindMembersAsync(string listId, Action<string?, string?> found, CancellationToken cancellationToken);
}
