using System;
using System.Collections.Generic;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Errors;
using Xunit;

namespace ConstantContact.Core.Tests.Columns;

public sealed class ColumnPlanTests
{
    [Theory]
    [InlineData("email", ContactColumnKind.Email, null, null, null, "email")]
    [InlineData("Email_Address", ContactColumnKind.Email, null, null, null, "email")]
    [InlineData("EmailAddress", ContactColumnKind.Email, null, null, null, "email")]
    [InlineData("CONTACT_ID", ContactColumnKind.ContactId, null, null, null, "contact_id")]
    [InlineData("FirstName", ContactColumnKind.FirstName, null, null, null, "first_name")]
    [InlineData("first_name", ContactColumnKind.FirstName, null, null, null, "first_name")]
    [InlineData("phone", ContactColumnKind.Phone, "other", null, null, "phone")]
    [InlineData("other_phone", ContactColumnKind.Phone, "other", null, null, "phone")]
    [InlineData("mobile_phone", ContactColumnKind.Phone, "mobile", null, null, "mobile_phone")]
    [InlineData("street", ContactColumnKind.Address, "home", "street", null, "street")]
    [InlineData("home_city", ContactColumnKind.Address, "home", "city", null, "city")]
    [InlineData("zip", ContactColumnKind.Address, "home", "postal_code", null, "zip")]
    [InlineData("postal_code", ContactColumnKind.Address, "home", "postal_code", null, "zip")]
    [InlineData("work_postal_code", ContactColumnKind.Address, "work", "postal_code", null, "work_zip")]
    [InlineData("work_zip", ContactColumnKind.Address, "work", "postal_code", null, "work_zip")]
    [InlineData("other_street2", ContactColumnKind.Address, "other", "street2", null, "other_street2")]
    [InlineData("CF:Team_A", ContactColumnKind.CustomField, null, null, "Team_A", "cf:Team_A")]
    [InlineData("add_to_lists", ContactColumnKind.AddToLists, null, null, null, "add_to_lists")]
    [InlineData("RemoveTag", ContactColumnKind.RemoveTags, null, null, null, "remove_tags")]
    [InlineData("First Name", ContactColumnKind.FirstName, null, null, null, "first_name")]
    [InlineData("E-Mail", ContactColumnKind.Email, null, null, null, "email")]
    [InlineData("Email address", ContactColumnKind.Email, null, null, null, "email")]
    [InlineData("e-mail address", ContactColumnKind.Email, null, null, null, "email")]
    [InlineData("Job title", ContactColumnKind.JobTitle, null, null, null, "job_title")]
    [InlineData("Company", ContactColumnKind.CompanyName, null, null, null, "company_name")]
    [InlineData("ZIP Code", ContactColumnKind.Address, "home", "postal_code", null, "zip")]
    [InlineData("Zip/Postal Code - Work", ContactColumnKind.Address, "work", "postal_code", null, "work_zip")]
    [InlineData("State / Province", ContactColumnKind.Address, "home", "state", null, "state")]
    [InlineData("Street address line 1 - Home", ContactColumnKind.Address, "home", "street", null, "street")]
    [InlineData("Street address line 2 - Other", ContactColumnKind.Address, "other", "street2", null, "other_street2")]
    [InlineData("Phone Number - Home", ContactColumnKind.Phone, "home", null, null, "home_phone")]
    [InlineData("Phone - mobile", ContactColumnKind.Phone, "mobile", null, null, "mobile_phone")]
    [InlineData("Work Phone", ContactColumnKind.Phone, "work", null, null, "work_phone")]
    [InlineData("SMS number", ContactColumnKind.SmsNumber, null, null, null, "sms_number")]
    public void Known_heading_has_its_meaning(
        string heading,
        ContactColumnKind kind,
        string? which,
        string? part,
        string? field,
        string name
    )
    {
        ContactColumn column = ContactColumns.Match(heading)!;

        Assert.Equal(
            (kind, which, part, field, name),
            (column.Kind, column.PhoneOrAddressKind, column.AddressPart, column.FieldName, column.Name)
        );
    }

    [Theory]
    [InlineData("cf:")]
    [InlineData("title")]
    [InlineData("mobile_city")]
    [InlineData("")]
    public void Any_other_heading_has_no_meaning(string heading) => Assert.Null(ContactColumns.Match(heading));

    [Fact]
    public void Unknown_heading_is_named_with_the_nearest_one_and_the_remedies()
    {
        InvalidInputException error = ColumnPlan
            .For(["email", "First Nmae", "It's"], null, false, ColumnPurpose.Update)
            .UnknownColumns();

        Assert.Contains("'First Nmae' (did you mean 'first_name'?)", error.Message, StringComparison.Ordinal);
        Assert.Contains("'It's'", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "-ColumnMap @{ 'First Nmae' = 'first_name'; 'It''s' = '' }",
            error.RecommendedAction,
            StringComparison.Ordinal
        );
        Assert.Contains("-IgnoreUnknownColumn", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("email;first_name", "-Delimiter ';'")]
    [InlineData("email\tfirst_name", "-Delimiter \"`t\"")]
    public void Heading_that_is_a_whole_line_points_to_the_delimiter(string heading, string remedy) =>
        Assert.Contains(remedy, Refused("CcUnknownColumn", [heading]).RecommendedAction, StringComparison.Ordinal);

    [Fact]
    public void Unknown_heading_that_is_ignored_is_left_out_and_reported()
    {
        ColumnPlan plan = ColumnPlan.For(["Dept", "email", "", "permission_to_send"], null, true, ColumnPurpose.Update);

        Assert.Equal(1, Assert.Single(plan.Columns).Index);
        Assert.Equal(["Dept", "", "permission_to_send"], plan.Ignored);
    }

    [Theory]
    [InlineData("email", "EMAIL")]
    [InlineData("email", "email_address")]
    [InlineData("street", "home_street")]
    [InlineData("zip", "postal_code")]
    [InlineData("cf:Team", "CF:team")]
    [InlineData("phone", "other_phone")]
    public void Two_headings_for_one_member_are_refused(string first, string second) =>
        Refused("CcDuplicateColumn", ["contact_id", first, second]);

    [Fact]
    public void Headings_without_an_identity_are_refused()
    {
        Refused("CcMissingColumn", ["first_name"]);
        Refused("CcMissingColumn", []);
        Refused("CcMissingColumn", ["first_name"], ColumnPurpose.Import);
    }

    [Fact]
    public void Mistyped_identity_is_mapped_in_the_remedy_and_the_other_columns_are_named()
    {
        var error = Refused("CcMissingColumn", ["emial", "first_name"]);

        Assert.Contains("Other columns: first_name.", error.Message, StringComparison.Ordinal);
        Assert.Contains("-ColumnMap @{ 'emial' = 'email' }", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("permission_to_send", ColumnPurpose.Update, "-PermissionToSend with -ConsentReference")]
    [InlineData("PermissionToSend", ColumnPurpose.Import, "Update-CcContact -PermissionToSend")]
    [InlineData("list_memberships", ColumnPurpose.Update, "-AddToList")]
    [InlineData("list_memberships", ColumnPurpose.Import, "-List")]
    [InlineData("add_to_lists", ColumnPurpose.Import, "-List")]
    [InlineData("taggings", ColumnPurpose.Update, "add_tags")]
    [InlineData("notes", ColumnPurpose.Update, "-AddNote")]
    [InlineData("contact_id", ColumnPurpose.Import, "never by id")]
    [InlineData("new_email_address", ColumnPurpose.Import, "-NewEmailAddress")]
    [InlineData("sms_number", ColumnPurpose.Update, "Import-CcContactBulk")]
    [InlineData("created_at", ColumnPurpose.Update, "read-only")]
    public void Heading_with_a_parameter_of_its_own_points_to_the_parameter(
        string heading,
        ColumnPurpose purpose,
        string pointer
    ) =>
        Assert.Contains(
            pointer,
            ColumnPlan.For(["email", heading], null, false, purpose).UnknownColumns().Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Map_takes_precedence_over_the_meaning_of_the_heading()
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["e-mail"] = "Email",
            ["first_name"] = "cf:given",
            ["Old"] = "",
        };

        ColumnPlan plan = ColumnPlan.For(["E-Mail", "first_name", "old"], map, false, ColumnPurpose.Import);

        Assert.Equal(["email", "cf:given"], [plan.Columns[0].Column.Name, plan.Columns[1].Column.Name]);
        Assert.Equal(["old"], plan.Ignored);
    }

    [Theory]
    [InlineData("Nope", "email")]
    [InlineData("Mail", "emial")]
    [InlineData("Mail", "permission_to_send")]
    public void Invalid_map_is_refused_even_if_unknown_columns_are_ignored(string heading, string column) =>
        Assert.Equal(
            "CcUnknownColumn",
            Assert
                .Throws<InvalidInputException>(() =>
                    ColumnPlan.For(
                        ["Mail"],
                        new Dictionary<string, string>(StringComparer.Ordinal) { [heading] = column },
                        true,
                        ColumnPurpose.Update
                    )
                )
                .ErrorId
        );

    private static InvalidInputException Refused(
        string id,
        string[] headings,
        ColumnPurpose purpose = ColumnPurpose.Update
    )
    {
        var error = Assert.Throws<InvalidInputException>(() => ColumnPlan.For(headings, null, false, purpose));
        Assert.Equal(id, error.ErrorId);
        return error;
    }
}
