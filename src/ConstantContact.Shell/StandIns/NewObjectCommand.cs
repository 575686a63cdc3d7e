using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "-ComObject and -Strict")]
[Cmdlet(VerbsCommon.New, "Object")]
public sealed class NewObjectCommand : StandInCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string TypeName { get; set; } = string.Empty;

    [Parameter(Position = 1)]
    [Alias("Args")]
    public object?[] ArgumentList { get; set; } = [];

    [Parameter]
    public IDictionary? Property { get; set; }

    protected override void EndProcessing()
    {
        if (!LanguagePrimitives.TryConvertTo<Type>(TypeName, CultureInfo.InvariantCulture, out var type))
        {
            Stop($"Cannot find type [{TypeName}]: verify that the assembly containing this type is loaded.", "TypeNotFound", ErrorCategory.InvalidType);
            return;
        }

        try
        {
            var result = PSObject.AsPSObject(type == typeof(PSObject) || type == typeof(PSCustomObject)
                ? new PSObject()
                : Create(type));
            foreach (DictionaryEntry entry in Property ?? new Hashtable())
            {
                Set(result, LanguagePrimitives.ConvertTo<string>(entry.Key), entry.Value);
            }

            WriteObject(result);
        }
        catch (Exception problem) when (problem is MethodInvocationException or MethodException or SetValueException or MissingMemberException)
        {
            ThrowTerminatingError(new ErrorRecord(problem, "ConstructorInvokedThrowException", ErrorCategory.InvalidOperation, TypeName));
        }
    }

    // [Type]::new(...) of the language, for its conversions and its choice of constructor.
    private object Create(Type type) =>
        ScriptBlock.Create("param($t, $a) , $t::new.Invoke($a)").InvokeReturnAsIs(type, ArgumentList.Select(a => a is PSObject { BaseObject: not PSCustomObject } p ? p.BaseObject : a).ToArray());

    private static void Set(PSObject target, string name, object? value)
    {
        if (target.BaseObject is PSCustomObject)
        {
            target.Properties.Add(new PSNoteProperty(name, value));
        }
        else if (target.Properties[name] is { } property)
        {
            property.Value = value;
        }
        else
        {
            throw new MissingMemberException($"The property \"{name}\" was not found on [{target.BaseObject.GetType()}].");
        }
    }
}
