using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Jobs;

/// <summary>One request that queues an activity, and how much of the operation it carries.</summary>
public sealed class ActivityJob
{
    internal ActivityJob(string path, JsonObject body, int? items)
        : this(ActivitiesApi.Start(path, body), items)
    {
    }

    internal ActivityJob(ApiRequest<ImportActivity> request, int? items, IReadOnlyList<string>? contactIds = null, MembershipProof? proof = null)
    {
        Request = request;
        Items = items;
        ContactIds = contactIds;
        Proof = proof;
    }

    public ApiRequest<ImportActivity> Request { get; }

    /// <summary>How many contacts, lists, tags or fields; null where a list, a tag or the like stands for its contacts.</summary>
    public int? Items { get; }

    /// <summary>Whom it is about, where they are named one by one; null otherwise.</summary>
    internal IReadOnlyList<string>? ContactIds { get; }

    /// <summary>How a look at a contact tells whether the job was done for it; null where that takes no look, or cannot be told by one.</summary>
    internal MembershipProof? Proof { get; }
}
