using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Jobs;

/// <summary>One request that queues an activity, and its part of the operation.</summary>
public sealed class ActivityJob
{
    internal ActivityJob(string path, JsonObject body, int? items)
        : this(ActivitiesApi.Start(path, body), items) { }

    internal ActivityJob(
        ApiRequest<ImportActivity> request,
        int? items,
        IReadOnlyList<string>? contactIds = null,
        MembershipProof? proof = null
    )
    {
        Request = request;
        Items = items;
        ContactIds = contactIds;
        Proof = proof;
    }

    public ApiRequest<ImportActivity> Request { get; }

    /// <summary>
    /// The number of contacts, lists, tags or fields. Null if a list, a tag or similar stands for its contacts.
    /// </summary>
    public int? Items { get; }

    /// <summary>The contacts, if they are named individually. Otherwise null.</summary>
    internal IReadOnlyList<string>? ContactIds { get; }

    /// <summary>
    /// Decides from a contact whether the job was done for it. Null if no check is needed or possible.
    /// </summary>
    internal MembershipProof? Proof { get; }
}
