using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Api;

/// <summary><c>/contacts</c>: contacts as the original JSON.</summary>
public static class ContactsApi
{
    private const string Collection = "contacts";

    private const string One = "contacts/{contact_id}";

    private const int LargestPage = 500;

    /// <summary>All values of <c>include</c>. Sub-resources that are not named are not returned.</summary>
    public static IReadOnlyList<string> SubResources { get; } =
    ["custom_fields", "list_memberships", "phone_numbers", "street_addresses", "taggings", "notes"];

    private static readonly KeyValuePair<string, string>[] Whole = [new("include", string.Join(",", SubResources))];

    /// <summary>
    /// Lists contacts page by page. The service may have to compute a segment first; the send method waits for it.
    /// </summary>
    public static PagedRequest Search(ContactQuery query) =>
        new(Collection, "contacts")
        {
            CountMember = "contacts_count",
            Query = query.SegmentId is null ? Conditions(query) : Segment(query),
            NotReady = query.SegmentId is null ? null : HttpStatusCode.Accepted,
            Scope = Need.ContactData,
            Privilege = Need.ContactsRead,
        };

    /// <summary>
    /// The contact with this address, deleted or not, with all sub-resources: none or one, unless the service errs. The
    /// caller must compare the address and accept the answer only if it is the requested one.
    /// </summary>
    public static ApiRequest<IReadOnlyList<JsonObject>> ByEmail(string email, PaceLane lane = PaceLane.Normal) =>
        new(
            HttpMethod.Get,
            Collection,
            static async (stream, cancellationToken) =>
            {
                var root = await CcJson.ReadElementAsync(stream, cancellationToken).ConfigureAwait(false);
                if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("contacts", out _))
                {
                    throw new JsonException("The answer has no member 'contacts'.");
                }

                return root.Items("contacts").Select(CcJson.ToObject).ToList();
            }
        )
        {
            Query = [new("email", email), new("status", "all"), .. Whole],
            Repeat = RepeatRule.Safe,
            Lane = lane,
            Scope = Need.ContactData,
            Privilege = Need.ContactsRead,
        };

    /// <summary>One contact with all sub-resources, unless <paramref name="include"/> names some.</summary>
    public static ApiRequest<JsonObject> ById(
        string contactId,
        IReadOnlyList<string>? include = null,
        PaceLane lane = PaceLane.Normal
    ) =>
        new(HttpMethod.Get, One, (stream, cancellationToken) => ReadAsync(contactId, stream, cancellationToken))
        {
            PathValues = RequestParts.Path("contact_id", contactId),
            Query =
                include is null ? Whole
                : include.Count == 0 ? []
                : [new("include", string.Join(",", include))],
            Repeat = RepeatRule.Safe,
            Lane = lane,
            Scope = Need.ContactData,
            Privilege = Need.ContactsRead,
        };

    /// <summary>
    /// Creates a contact. If any contact, even a deleted one, has the address, the result is a
    /// <see cref="ConflictException"/>. Not repeated once it may have arrived, because the repeat would conflict with
    /// the contact that the first request created.
    /// </summary>
    public static ApiRequest<JsonObject> Create(JsonObject body)
    {
        var utf8 = CcJson.ToUtf8(body);
        return new ApiRequest<JsonObject>(HttpMethod.Post, Collection, CcJson.ReadObjectAsync)
        {
            Body = RequestParts.Json(utf8),
            Expected = [HttpStatusCode.Created],
            Repeat = RepeatRule.OnlyIfNotArrived,
            Scope = Need.ContactData,
            Privilege = Need.ContactsWrite,
        };
    }

    /// <summary>
    /// Overwrites a contact: core properties that the body omits become null. The body was merged into the result of a
    /// look-up a moment ago. For this reason, the request has the urgent lane and a latest moment, and is not repeated
    /// once it may have arrived: the contact may have changed by then, so the caller looks it up again.
    /// </summary>
    public static ApiRequest<JsonObject> Put(string contactId, byte[] body, DateTimeOffset? sendBefore = null) =>
        new(HttpMethod.Put, One, (stream, cancellationToken) => ReadAsync(contactId, stream, cancellationToken))
        {
            PathValues = RequestParts.Path("contact_id", contactId),
            Body = RequestParts.Json(body),
            Repeat = RepeatRule.OnlyIfNotArrived,
            Lane = PaceLane.Urgent,
            SendBefore = sendBefore,
            Scope = Need.ContactData,
            Privilege = Need.ContactsWrite,
        };

    /// <summary>
    /// Deletes a contact. It loses its lists and keeps everything else. Not repeated once it may have arrived, because
    /// the answer to a second request says that there is no such contact.
    /// </summary>
    public static ApiRequest<bool> Delete(string contactId) =>
        new(HttpMethod.Delete, One, RequestParts.NothingAsync)
        {
            PathValues = RequestParts.Path("contact_id", contactId),
            Expected = [HttpStatusCode.NoContent],
            Repeat = RepeatRule.OnlyIfNotArrived,
            Scope = Need.ContactData,
            Privilege = Need.ContactsWrite,
        };

    /// <summary>
    /// The sign-up form: creates or updates the contact with the body's address and gives it explicit permission,
    /// whatever permission it had. May send mail, so it is not repeated once it may have arrived.
    /// </summary>
    public static ApiRequest<SignUpAnswer> SignUp(byte[] body, DateTimeOffset? sendBefore = null) =>
        new(HttpMethod.Post, "contacts/sign_up_form", SignUpAnswer.ReadAsync)
        {
            Body = RequestParts.Json(body),
            Expected = [HttpStatusCode.OK, HttpStatusCode.Created],
            Repeat = RepeatRule.OnlyIfNotArrived,
            SendBefore = sendBefore,
            Scope = Need.ContactData,
            Privilege = Need.ContactsWrite,
        };

    /// <summary>
    /// Sends the one mail that asks an unsubscribed contact to return to these lists. A second request causes a
    /// <see cref="ConflictException"/>.
    /// </summary>
    /// <param name="contactId">The contact.</param>
    /// <param name="listIds">The lists.</param>
    /// <param name="sendBefore">Not sent later than this; null for no limit.</param>
    public static ApiRequest<bool> AskToResubscribe(
        string contactId,
        IReadOnlyList<string> listIds,
        DateTimeOffset? sendBefore = null
    ) =>
        new(HttpMethod.Put, "contacts/resubscribe/{contact_id}", RequestParts.NothingAsync)
        {
            PathValues = RequestParts.Path("contact_id", contactId),
            Body = RequestParts.Json(CcJson.ToUtf8(new JsonObject { ["list_ids"] = CcJson.Texts(listIds) })),
            Repeat = RepeatRule.OnlyIfNotArrived,
            SendBefore = sendBefore,
            Scope = Need.ContactData,
            Privilege = Need.ContactsWrite,
        };

    /// <summary>The number of contacts by permission, without deleted ones.</summary>
    /// <param name="newSubscribers">Also counts new contacts.</param>
    public static ApiRequest<ContactCount> Counts(bool newSubscribers) =>
        new(HttpMethod.Get, "contacts/counts", ContactCount.ReadAsync)
        {
            // The vendor's prose uses the plural here. The enumeration, which the service checks, uses the singular.
            Query = newSubscribers ? [new("include", "new_subscriber")] : [],
            Repeat = RepeatRule.Safe,
            Scope = Need.ContactData,
            Privilege = Need.ContactsRead,
        };

    /// <summary>
    /// Rejects an answer about a different contact, or about none. It must not be used for an update.
    /// </summary>
    private static async Task<JsonObject> ReadAsync(
        string contactId,
        Stream stream,
        CancellationToken cancellationToken
    )
    {
        var contact = await CcJson.ReadObjectAsync(stream, cancellationToken).ConfigureAwait(false);
        var shown = contact.Text("contact_id");
        return string.Equals(shown, contactId, StringComparison.OrdinalIgnoreCase)
            ? contact
            : throw new JsonException(
                $"The request was about contact {contactId}, but the answer is about "
                    + $"{(string.IsNullOrEmpty(shown) ? "a contact without an id" : $"contact {shown}")}."
            );
    }

    private static List<KeyValuePair<string, string>> Conditions(ContactQuery query)
    {
        var result = new List<KeyValuePair<string, string>>();
        Add("status", query.Status, int.MaxValue);
        if (query.Email is { } email)
        {
            result.Add(new("email", email));
        }

        Add("lists", query.Lists, 25);
        Add("tags", query.Tags, 50);
        AddMoment("updated_after", query.UpdatedAfter);
        AddMoment("updated_before", query.UpdatedBefore);
        AddMoment("created_after", query.CreatedAfter);
        AddMoment("created_before", query.CreatedBefore);
        AddMoment("optout_after", query.OptOutAfter);
        AddMoment("optout_before", query.OptOutBefore);
        Add("sms_status", query.SmsStatus, int.MaxValue);
        Add("include", query.Include ?? SubResources, int.MaxValue);
        if (query.IncludeCount)
        {
            result.Add(new("include_count", "true"));
        }

        result.Add(Limit(query));
        return result;

        void Add(string name, IReadOnlyList<string> values, int most)
        {
            if (values.Count > 0)
            {
                result.Add(new(name, RequestParts.Csv(name, values, most)));
            }
        }

        void AddMoment(string name, DateTimeOffset? moment)
        {
            if (moment is { } m)
            {
                result.Add(new(name, RequestParts.Moment(m)));
            }
        }
    }

    private static List<KeyValuePair<string, string>> Segment(ContactQuery query)
    {
        var alone =
            query is
            {
                Status.Count: 0,
                Email: null,
                Lists.Count: 0,
                Tags.Count: 0,
                SmsStatus.Count: 0,
                IncludeCount: false,
                UpdatedAfter: null,
                UpdatedBefore: null,
                CreatedAfter: null,
                CreatedBefore: null,
                OptOutAfter: null,
                OptOutBefore: null,
                Include: null or { Count: 0 },
            };
        return alone
            ? [new("segment_id", query.SegmentId!.Value.ToString(CultureInfo.InvariantCulture)), Limit(query)]
            : throw InvalidInputException.Value(
                "Segment",
                query.SegmentId!.Value.ToString(CultureInfo.InvariantCulture),
                "the service accepts a segment only without other conditions and sub-resources.",
                "Query the segment alone, then filter or look up the results."
            );
    }

    private static KeyValuePair<string, string> Limit(ContactQuery query) =>
        new("limit", RequestParts.PageSize(query.PageSize, LargestPage).ToString(CultureInfo.InvariantCulture));
}
