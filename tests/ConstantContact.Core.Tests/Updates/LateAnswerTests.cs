using System.Net;
using System.Text.Json.Nodes;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Creating;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>
/// A sign-up or a request to resubscribe whose question was answered late: the contact is looked up again before
/// anything is sent.
/// </summary>
public sealed class LateAnswerTests
{
    private const string Email = "late@example.com";
    private const string Id = "00000000-0000-11e9-9c8a-000000000001";

    private readonly FakeService _service = new();
    private readonly RecordingGuide _guide = new();
    private readonly ShiftableTime _time = new();

    [Fact]
    public async Task Sign_up_of_a_contact_that_was_deleted_while_the_question_stood_is_refused()
    {
        _service.Add(Id, Email);
        WhileAsked(contact => contact["deleted_at"] = "2026-11-01T00:00:00Z");

        await Assert.ThrowsAsync<ContactDeletedException>(SignUpAsync);

        Assert.Equal(0, _service.Writes);
    }

    [Fact]
    public async Task Sign_up_of_a_contact_that_unsubscribed_while_the_question_stood_is_held_back()
    {
        _service.Add(Id, Email);
        WhileAsked(Unsubscribe);

        Assert.Equal(UpdateOutcome.Suppressed, (await SignUpAsync()).Outcome);

        Assert.Equal(0, _service.Writes);
    }

    [Fact]
    public async Task Sign_up_of_a_contact_that_was_created_and_unsubscribed_during_the_question_is_held_back()
    {
        _guide.Asked = () =>
        {
            _time.Shift += TimeSpan.FromSeconds(6);
            Unsubscribe(_service.Add(Id, Email));
        };

        Assert.Equal(UpdateOutcome.Suppressed, (await SignUpAsync()).Outcome);

        Assert.Equal(0, _service.Writes);
    }

    [Fact]
    public async Task Sign_up_of_a_contact_that_is_as_it_was_is_sent_after_a_second_look()
    {
        _service.Add(Id, Email);
        WhileAsked(static _ => { });

        Assert.Equal(UpdateOutcome.Updated, (await SignUpAsync()).Outcome);

        Assert.Equal(["GET contact_lists", $"GET {Email}", $"GET {Email}", "POST sign_up_form"], _service.Log);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("implicit")]
    public async Task Contact_that_is_no_longer_unsubscribed_when_the_question_is_answered_gets_no_mail(string becomes)
    {
        Unsubscribe(_service.Add(Id, Email));
        ResubscriptionResult result = await AskAsync(contact =>
        {
            if (becomes == "deleted")
            {
                contact["deleted_at"] = "2026-11-01T00:00:00Z";
            }
            else
            {
                contact["email_address"]!["permission_to_send"] = becomes;
            }
        });

        Assert.False(result.Asked);
        Assert.Equal(0, _service.Writes);
    }

    [Fact]
    public async Task Contact_that_is_still_unsubscribed_when_the_question_is_answered_gets_one_mail()
    {
        Unsubscribe(_service.Add(Id, Email));

        Assert.True((await AskAsync(static _ => { })).Asked);

        Assert.Equal([$"GET {Email}", $"GET {Id}", $"PUT {Id}"], _service.Log);
    }

    private static void Unsubscribe(JsonObject contact) =>
        contact["email_address"]!["permission_to_send"] = "unsubscribed";

    private void WhileAsked(Action<JsonObject> change) =>
        _guide.Asked = () =>
        {
            _time.Shift += TimeSpan.FromSeconds(6);
            change(_service.Contacts[Id]);
        };

    private async Task<UpdateResult> SignUpAsync()
    {
        _service.Before = static what =>
            Task.FromResult(
                what switch
                {
                    "GET contact_lists" => FakeService.Answer(
                        HttpStatusCode.OK,
                        """{"lists":[{"list_id":"00000000-0000-11e9-9c8a-0000000000f1","name":"News"}]}"""
                    ),
                    "POST sign_up_form" => FakeService.Answer(
                        HttpStatusCode.OK,
                        $$"""{"action":"updated","contact_id":"{{Id}}"}"""
                    ),
                    _ => null,
                }
            );
        using ApiClient client = Client();
        using var names = new NameDirectory(client);
        var row = new UpdateRow
        {
            Email = Email,
            Changes = new RequestedChanges { AddLists = ["News"] },
        };
        return await new ContactSignUp(client, names, new ConsentSwitches { ConsentReference = "form" }).RunAsync(
            row,
            new RowEntry(RowLedger.None(_time), 1, row.Key(), row, "form"),
            _guide,
            CancellationToken.None
        );
    }

    private async Task<ResubscriptionResult> AskAsync(Action<JsonObject> meanwhile)
    {
        using ApiClient client = Client();
        var resubscription = new Resubscription(client);
        Contact contact = await resubscription.FindAsync(Email, null, CancellationToken.None);
        Assert.Null(Resubscription.HeldBack(contact));
        _time.Shift += TimeSpan.FromSeconds(6);
        meanwhile(_service.Contacts[Id]);
        return await resubscription.AskAsync(contact, ["list"], CancellationToken.None);
    }

    private ApiClient Client() =>
        new(
            new ApiClientOptions
            {
                BaseUri = new Uri("http://127.0.0.1:9/v3"),
                RequestsPerSecond = 1000,
                RequestsPerDay = 100_000,
                Allowances = new ProcessAllowances(),
            },
            new StaticTokenSource("token"),
            _time,
            _service
        );
}
