using System;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

/// <summary>An opt-out is stamped, and only the contact can undo its own.</summary>
public sealed class ContactConsentTests : FilledContactTest
{
    [Fact]
    public async Task S22_Unsubscribing_stamps_date_source_and_reason()
    {
        await Unsubscribe("Contact");
        var email = (await Client.ContactAsync(Id))["email_address"]!;
        Assert.Equal("2026-05-04T09:00:00Z", (string)email["opt_out_date"]!);
        Assert.Equal("Contact", (string)email["opt_out_source"]!);
        Assert.Equal("too many", (string)email["opt_out_reason"]!);
    }

    [Theory]
    [InlineData("on-transition", "2026-05-04T09:00:00Z", "Contact")]
    [InlineData("on-every-put", "2026-05-04T10:00:00Z", "Account")]
    public async Task S22_Opt_out_said_again_is_stamped_again_only_when_switched(
        string value,
        string date,
        string source
    )
    {
        Options.Switches["opt-out-stamp"] = value;
        await Unsubscribe("Contact");
        Time.Advance(TimeSpan.FromHours(1));
        (await Client.PutAsync($"/contacts/{Id}", await EchoOf(Id))).Is(200);
        var email = (await Client.ContactAsync(Id))["email_address"]!;
        Assert.Equal(
            (date, source, "too many"),
            ((string)email["opt_out_date"]!, (string)email["opt_out_source"]!, (string)email["opt_out_reason"]!)
        );
    }

    [Theory]
    [InlineData("Contact", "Account", 400)]
    [InlineData("Contact", "Contact", 200)]
    [InlineData("Account", "Account", 200)]
    public async Task S22_Account_cannot_undo_an_opt_out_of_the_contact(string optedOutBy, string by, int status)
    {
        await Unsubscribe(optedOutBy);
        var body = await EchoOf(Id, by);
        body["email_address"]!["permission_to_send"] = "explicit";
        (await Client.PutAsync($"/contacts/{Id}", body)).Is(status);
        Assert.Equal(
            status == 400,
            (await Client.ContactAsync(Id))["email_address"]!.AsObject().ContainsKey("opt_out_date")
        );
    }

    [Fact]
    public async Task S27_Resubscribe_mail_goes_out_once()
    {
        await Unsubscribe("Contact");
        var body = new JsonObject { ["list_ids"] = Texts(List) };
        (await Client.PutAsync($"/contacts/resubscribe/{Id}", body)).Is(200);
        (await Client.PutAsync($"/contacts/resubscribe/{Id}", body)).Is(409);
        Assert.Equal("unsubscribed", (string)(await Client.ContactAsync(Id))["email_address"]!["permission_to_send"]!);
    }

    private async Task Unsubscribe(string source)
    {
        var body = await EchoOf(Id, source);
        body["email_address"]!["permission_to_send"] = "unsubscribed";
        body["email_address"]!["opt_out_reason"] = "too many";
        (await Client.PutAsync($"/contacts/{Id}", body)).Is(200);
    }
}
