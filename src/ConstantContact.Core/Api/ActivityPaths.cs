namespace ConstantContact.Core.Api;

/// <summary>The bulk activities other than imports, for <see cref="ActivitiesApi.Start"/>.</summary>
public static class ActivityPaths
{
    public const string AddToLists = "activities/add_list_memberships";

    public const string RemoveFromLists = "activities/remove_list_memberships";

    public const string AddTags = "activities/contacts_taggings_add";

    public const string RemoveTags = "activities/contacts_taggings_remove";

    public const string Export = "activities/contact_exports";

    public const string DeleteLists = "activities/list_delete";

    public const string DeleteTags = "activities/contacts_tags_delete";

    public const string DeleteCustomFields = "activities/custom_fields_delete";
}
