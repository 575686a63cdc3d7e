using System.Globalization;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Jobs;

/// <summary>
/// Splits an operation into the fewest requests that the service allows: 500 contacts, with up to 50 lists or tags, or
/// the deletion of 100 lists, 500 tags or 100 fields. The limits come from the vendor's OpenAPI document, those of
/// deletions from its guide.
/// </summary>
public static class ActivityJobs
{
    public const int ContactsPerJob = 500;

    public const int TargetsPerJob = 50;

    public const int ListsPerDeletion = 100;

    public const int TagsPerDeletion = 500;

    public const int FieldsPerDeletion = 100;

    private const int SourcesPerJob = 50;

    /// <summary>Contacts by id, for the source member of a job.</summary>
    public static IReadOnlyList<ContactSource> OfContacts(IReadOnlyList<string> contactIds) =>
        [.. Chunks(contactIds, ContactsPerJob).Select(ContactSource.Contacts)];

    public static IReadOnlyList<ContactSource> OfLists(IReadOnlyList<string> listIds) =>
        [.. Chunks(listIds, SourcesPerJob).Select(ContactSource.Lists)];

    public static IReadOnlyList<ContactSource> OfTags(IReadOnlyList<string> tagIds) =>
        [.. Chunks(tagIds, SourcesPerJob).Select(ContactSource.Tags)];

    /// <param name="sources">The contacts.</param>
    /// <param name="listIds">The lists.</param>
    /// <param name="exclude">Contacts to exclude if the source is lists or all active contacts.</param>
    public static IReadOnlyList<ActivityJob> AddToLists(
        IReadOnlyList<ContactSource> sources,
        IReadOnlyList<string> listIds,
        IReadOnlyList<string>? exclude = null
    ) => Memberships(ActivityPaths.AddToLists, "list_ids", sources, listIds, exclude);

    public static IReadOnlyList<ActivityJob> RemoveFromLists(
        IReadOnlyList<ContactSource> sources,
        IReadOnlyList<string> listIds
    ) => Memberships(ActivityPaths.RemoveFromLists, "list_ids", sources, listIds, exclude: null);

    public static IReadOnlyList<ActivityJob> AddTags(
        IReadOnlyList<ContactSource> sources,
        IReadOnlyList<string> tagIds
    ) => Memberships(ActivityPaths.AddTags, "tag_ids", sources, tagIds, exclude: null);

    public static IReadOnlyList<ActivityJob> RemoveTags(
        IReadOnlyList<ContactSource> sources,
        IReadOnlyList<string> tagIds
    ) => Memberships(ActivityPaths.RemoveTags, "tag_ids", sources, tagIds, exclude: null);

    /// <summary>
    /// One list has its own request, several share one. In both cases the service queues an activity.
    /// </summary>
    public static IReadOnlyList<ActivityJob> DeleteLists(IReadOnlyList<string> listIds) =>
        listIds.Count == 1
            ? [new ActivityJob(ListsApi.Delete(listIds[0]), 1)]
            : Deletions(ActivityPaths.DeleteLists, "list_ids", listIds, ListsPerDeletion);

    /// <summary>One tag has its own request, several share one. In both cases the service queues an activity.</summary>
    public static IReadOnlyList<ActivityJob> DeleteTags(IReadOnlyList<string> tagIds) =>
        tagIds.Count == 1
            ? [new ActivityJob(TagsApi.Delete(tagIds[0]), 1)]
            : Deletions(ActivityPaths.DeleteTags, "tag_ids", tagIds, TagsPerDeletion);

    public static IReadOnlyList<ActivityJob> DeleteCustomFields(IReadOnlyList<string> fieldIds) =>
        Deletions(ActivityPaths.DeleteCustomFields, "custom_field_ids", fieldIds, FieldsPerDeletion);

    /// <summary>Contacts by id, without duplicates.</summary>
    public static IReadOnlyList<ActivityJob> DeleteContacts(IReadOnlyList<string> contactIds) =>
        [
            .. Chunks(contactIds, ContactsPerJob)
                .Select(static chunk => new ActivityJob(ActivitiesApi.DeleteContacts(chunk), chunk.Count, chunk)),
        ];

    // One job per source, so that each contact is in one job and has one result.
    private static List<ActivityJob> Memberships(
        string path,
        string member,
        IReadOnlyList<ContactSource> sources,
        IReadOnlyList<string> targets,
        IReadOnlyList<string>? exclude
    ) =>
        targets.Count <= TargetsPerJob
            ?
            [
                .. sources.Select(source => new ActivityJob(
                    ActivitiesApi.Start(path, MembershipBody(member, source, targets, exclude)),
                    source.Count,
                    source.ContactIds,
                    new MembershipProof(
                        member == "list_ids" ? ContactMembers.ListMemberships : ContactMembers.Taggings,
                        targets,
                        path is ActivityPaths.AddToLists or ActivityPaths.AddTags
                    )
                )),
            ]
            : throw InvalidInputException.Value(
                member == "list_ids" ? "-List" : "-Tag",
                value: null,
                string.Format(
                    CultureInfo.InvariantCulture,
                    "{0} were given, and the service takes {1} at a time, which is also what a contact may have.",
                    targets.Count,
                    TargetsPerJob
                ),
                "Give them in several calls."
            );

    private static JsonObject MembershipBody(
        string member,
        ContactSource source,
        IReadOnlyList<string> targets,
        IReadOnlyList<string>? exclude
    )
    {
        var body = new JsonObject { ["source"] = source.ToJson() };
        if (exclude is { Count: > 0 })
        {
            body["exclude"] = new JsonObject { ["contact_ids"] = CcJson.Texts(exclude) };
        }

        body[member] = CcJson.Texts(targets);
        return body;
    }

    private static List<ActivityJob> Deletions(string path, string member, IReadOnlyList<string> ids, int most) =>
        [
            .. Chunks(ids, most)
                .Select(chunk => new ActivityJob(path, new JsonObject { [member] = CcJson.Texts(chunk) }, chunk.Count)),
        ];

    private static IEnumerable<IReadOnlyList<string>> Chunks(IReadOnlyList<string> ids, int most)
    {
        for (var start = 0; start < ids.Count; start += most)
        {
            yield return [.. ids.Skip(start).Take(most)];
        }
    }
}
