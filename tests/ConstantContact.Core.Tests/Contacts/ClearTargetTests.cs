using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Tests.Contacts;

/// <summary>The members that a name given to -Clear empties.</summary>
public sealed class ClearTargetTests
{
    [Theory]
    [InlineData("first_name", "core:first_name")]
    [InlineData("LastName", "core:last_name")]
    [InlineData(" job_title ", "core:job_title")]
    [InlineData("companyname", "core:company_name")]
    [InlineData("anniversary", "core:anniversary")]
    [InlineData("birthday", "core:birthday_month,birthday_day")]
    [InlineData("birthday_month", "core:birthday_month,birthday_day")]
    [InlineData("BirthdayDay", "core:birthday_month,birthday_day")]
    [InlineData("home_phone", "phone:home")]
    [InlineData("WorkPhone", "phone:work")]
    [InlineData("mobile_phone", "phone:mobile")]
    [InlineData("other_phone", "phone:other")]
    [InlineData("home_address", "address:home")]
    [InlineData("work_address", "address:work")]
    [InlineData("OtherAddress", "address:other")]
    [InlineData("custom_fields", "array:custom_fields")]
    [InlineData("PhoneNumbers", "array:phone_numbers")]
    [InlineData("street_addresses", "array:street_addresses")]
    [InlineData("list_memberships", "array:list_memberships")]
    [InlineData("Taggings", "array:taggings")]
    [InlineData("cf:Shirt size", "field:Shirt size")]
    [InlineData("CF: colour ", "field:colour")]
    [InlineData("cf:a", "field:a")]
    public void Name_stands_for_these_members_and_no_others(string name, string expected)
    {
        var target = ClearTarget.Parse(name);

        Assert.Equal(expected, string.Join(" ", All(target)));
        Assert.Equal(name.Trim(), target.Name);
    }

    [Fact]
    public void Every_name_that_is_offered_is_understood()
    {
        Assert.Equal(
            [
                "first_name",
                "last_name",
                "job_title",
                "company_name",
                "birthday_month",
                "birthday_day",
                "anniversary",
                "birthday",
                "home_phone",
                "work_phone",
                "mobile_phone",
                "other_phone",
                "home_address",
                "work_address",
                "other_address",
                "custom_fields",
                "phone_numbers",
                "street_addresses",
                "list_memberships",
                "taggings",
            ],
            ClearTarget.Names
        );
        Assert.All(ClearTarget.Names, name => Assert.Single(All(ClearTarget.Parse(name))));
    }

    [Theory]
    [InlineData("email", "identifies the contact", "-NewEmailAddress")]
    [InlineData("EmailAddress", "identifies the contact", "-NewEmailAddress")]
    [InlineData("email_address", "identifies the contact", "-NewEmailAddress")]
    [InlineData("notes", "the contact's history", "web application")]
    [InlineData("Note", "the contact's history", "web application")]
    [InlineData("shoe_size", "does not know 'shoe_size'", "cf:<custom field>")]
    [InlineData("cf:", "does not know 'cf:'", "home_phone")]
    [InlineData("mobile_address", "does not know 'mobile_address'", "home_address")]
    public void Name_that_cannot_be_cleared_is_refused_with_the_way_out(string name, string message, string remedy)
    {
        var e = Assert.Throws<InvalidInputException>(() => ClearTarget.Parse(name));

        Assert.Equal("CcInvalidClear", e.ErrorId);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, e.RecommendedAction, StringComparison.Ordinal);
    }

    private static IEnumerable<string> All(ClearTarget target) =>
        new[]
        {
            target.Core.Count == 0 ? null : $"core:{string.Join(",", target.Core)}",
            target.FieldName is null ? null : $"field:{target.FieldName}",
            target.PhoneKind is null ? null : $"phone:{target.PhoneKind}",
            target.AddressKind is null ? null : $"address:{target.AddressKind}",
            target.Array is null ? null : $"array:{target.Array}",
        }.OfType<string>();
}
