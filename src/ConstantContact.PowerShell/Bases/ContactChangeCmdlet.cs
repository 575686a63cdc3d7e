using System.Collections;
using System.Management.Automation;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Updates;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;

namespace ConstantContact.PowerShell.Bases;

/// <summary>A cmdlet that names the changes of existing contacts, to apply them now or to plan them.</summary>
public abstract class ContactChangeCmdlet : ContactRowCmdlet
{
    private protected ContactChangeCmdlet(int capacity)
        : base(capacity) { }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("EmailAddress", "email_address")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public GivenValue? Email { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("contact_id")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public GivenValue? ContactId { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity[]? AddToList { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListNameCompleter))]
    public ListIdentity[]? RemoveFromList { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    public TagIdentity[]? AddTag { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    public TagIdentity[]? RemoveTag { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("add_note")]
    public GivenValue? AddNote { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public GivenValue? NewEmailAddress { get; set; }

    [Parameter]
    [ValidateSet("explicit", "implicit", "unsubscribed")]
    public string? PermissionToSend { get; set; }

    /// <summary>Members to clear: core names, birthday, cf:NAME, KIND_phone, KIND_address, or a whole array.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClearNameCompleter))]
    public string[]? Clear { get; set; }

    [Parameter]
    [ValidateSet("Account", "Contact")]
    public string UpdateSource { get; set; } = "Account";

    [Parameter]
    public SwitchParameter CreateMissing { get; set; }

    [Parameter]
    public SwitchParameter Restore { get; set; }

    [Parameter]
    public SwitchParameter IncludeUnsubscribed { get; set; }

    /// <summary>Cells that mean "clear this". There is no default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? NullToken { get; set; }

    [Parameter]
    [ValidateNotNull]
    public IDictionary? ColumnMap { get; set; }

    [Parameter]
    public SwitchParameter IgnoreUnknownColumn { get; set; }

    private protected override RowReading Reading =>
        new(
            ColumnMap is null ? null : ColumnMaps.Read(ColumnMap, nameof(ColumnMap)),
            IgnoreUnknownColumn,
            Values with
            {
                NullTokens = NullToken ?? [],
            }
        );

    private protected IReadOnlyList<ClearTarget> Cleared => [.. (Clear ?? []).Select(ClearTarget.Parse)];

    private protected override RequestedChanges CommonChanges =>
        new()
        {
            AddLists = NamedIdentity.Texts(AddToList),
            RemoveLists = NamedIdentity.Texts(RemoveFromList),
            AddTags = NamedIdentity.Texts(AddTag),
            RemoveTags = NamedIdentity.Texts(RemoveTag),
            Clear = Cleared,
            PermissionToSend = PermissionToSend,
        };

    /// <summary>The switches that decide what may be sent for a contact.</summary>
    private protected MergeOptions Merging(bool replace = false) =>
        new()
        {
            Replace = replace,
            Restore = Restore,
            IncludeUnsubscribed = IncludeUnsubscribed,
            ConsentReference = ConsentReference,
            UpdateSource = UpdateSource,
        };

    private protected override Dictionary<string, GivenValue?> Given()
    {
        var given = base.Given();
        given[nameof(Email)] = Email;
        given[nameof(ContactId)] = ContactId;
        given[nameof(AddNote)] = AddNote;
        given[nameof(NewEmailAddress)] = NewEmailAddress;
        return given;
    }
}
