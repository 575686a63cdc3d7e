using System.Collections;
using System.Management.Automation;
using System.Reflection;
using ConstantContact.Core.Errors;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// Refuses arguments without a value, such as an empty variable. If such a filter counted as "not given", it would mean
/// everything: <c>Get-CcContact -UpdatedBefore $cutoff | Remove-CcContact</c> would delete all contacts of the account.
/// </summary>
internal static class GivenParameters
{
    /// <param name="cmdlet">The type of the cmdlet.</param>
    /// <param name="arguments">The values bound before the first record, which are only the arguments.</param>
    /// <exception cref="InvalidInputException"><c>CcBlankValue</c>.</exception>
    public static void RequireValues(Type cmdlet, IEnumerable<KeyValuePair<string, object>> arguments)
    {
        foreach (var argument in arguments)
        {
            if (cmdlet.GetProperty(argument.Key) is { } property && IsNothing(property, argument.Value))
            {
                throw new InvalidInputException(
                    "CcBlankValue",
                    $"The value of -{argument.Key} is null or empty. An empty value never means everything.",
                    $"Check the variable that was given, or leave -{argument.Key} out."
                );
            }
        }
    }

    private static bool IsNothing(PropertyInfo property, object? value)
    {
        // These types report themselves what is missing: the contact, or the parameter that clears a value.
        var plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (
            property.PropertyType == typeof(GivenValue)
            || property.PropertyType == typeof(ContactIdentity)
            || !property.IsDefined(typeof(ParameterAttribute))
        )
        {
            return false;
        }

        if (property.PropertyType == typeof(ContactIdentity[]))
        {
            return plain is Array { Length: 0 };
        }

        return plain switch
        {
            null => property.GetCustomAttribute<AllowNullAttribute>() is null,
            string text => string.IsNullOrWhiteSpace(text)
                && property.GetCustomAttribute<AllowEmptyStringAttribute>() is null,
            Array array => (array.Length == 0 || array.Cast<object?>().All(IsBlank))
                && property.GetCustomAttribute<AllowEmptyCollectionAttribute>() is null,
            ICollection collection => collection.Count == 0
                && property.GetCustomAttribute<AllowEmptyCollectionAttribute>() is null,
            _ => false,
        };
    }

    private static bool IsBlank(object? item) =>
        item is null || (item is string text && string.IsNullOrWhiteSpace(text));
}
