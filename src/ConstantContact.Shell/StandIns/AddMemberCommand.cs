using System.Collections;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "member types other than NoteProperty, ScriptProperty, AliasProperty and ScriptMethod; -SecondValue")]
[Cmdlet(VerbsCommon.Add, "Member", DefaultParameterSetName = "Note")]
public sealed class AddMemberCommand : StandInCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Member")]
    [ValidateSet("NoteProperty", "ScriptProperty", "AliasProperty", "ScriptMethod")]
    [Alias("Type")]
    public string MemberType { get; set; } = "NoteProperty";

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Member")]
    public string Name { get; set; } = string.Empty;

    [Parameter(Position = 2, ParameterSetName = "Member")]
    public object? Value { get; set; }

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Note")]
    public string NotePropertyName { get; set; } = string.Empty;

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Note")]
    [AllowNull]
    public object? NotePropertyValue { get; set; }

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Notes")]
    public IDictionary NotePropertyMembers { get; set; } = null!;

    [Parameter]
    public string? TypeName { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case "Note":
                Add(new PSNoteProperty(NotePropertyName, NotePropertyValue));
                break;
            case "Notes":
                foreach (DictionaryEntry entry in NotePropertyMembers)
                {
                    Add(new PSNoteProperty(LanguagePrimitives.ConvertTo<string>(entry.Key), entry.Value));
                }

                break;
            default:
                Add(MemberType switch
                {
                    "ScriptProperty" => new PSScriptProperty(Name, LanguagePrimitives.ConvertTo<ScriptBlock>(Value)),
                    "ScriptMethod" => new PSScriptMethod(Name, LanguagePrimitives.ConvertTo<ScriptBlock>(Value)),
                    "AliasProperty" => new PSAliasProperty(Name, LanguagePrimitives.ConvertTo<string>(Value)),
                    _ => new PSNoteProperty(Name, Value),
                });
                break;
        }

        if (!string.IsNullOrEmpty(TypeName))
        {
            InputObject.TypeNames.Insert(0, TypeName);
        }

        if (PassThru)
        {
            WriteObject(InputObject);
        }
    }

    private void Add(PSMemberInfo member)
    {
        if (InputObject.Members[member.Name] is { } existing)
        {
            if (!Force || !existing.IsInstance)
            {
                Fail(new PSInvalidOperationException($"Cannot add a member with the name \"{member.Name}\" because a member with that name already exists. To overwrite the member anyway, add the Force parameter to your command."), "MemberAlreadyExists", ErrorCategory.InvalidOperation, InputObject);
                return;
            }

            InputObject.Members.Remove(member.Name);
        }

        InputObject.Members.Add(member);
    }
}
