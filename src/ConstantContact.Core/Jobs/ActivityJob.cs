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

    internal ActivityJob(ApiRequest<ImportActivity> request, int? items, IReadOnlyList<string>? contactIds = null)
    {
        Request = request;
        Items = items;
        ContactIds = contactIds;
    }

    public ApiRequest<ImportActivity> Request { get; }

    /// <summary>How many contacts, lists, tags or fields; null where a list, a tag or the like stands for its contacts.</summary>
    public int? Items { get; }

    /// <summary>Who is deleted by it; null for a job of another kind.</summary>
    internal IReadOnlyList<string>? ContactIds { get; }
}
