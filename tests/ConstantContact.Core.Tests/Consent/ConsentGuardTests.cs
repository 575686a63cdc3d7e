using ConstantContact.Core.Consent;
using ConstantContact.Core.Errors;
using ConstantContact.TestData;

namespace ConstantContact.Core.Tests.Consent;

public sealed class ConsentGuardTests
{
    private static readonly string[] AllSwitches =
    [
        "-Restore",
        "-IncludeUnsubscribed",
        "-UndoOptOut",
        "-ConsentReference",
        "-AddToList",
    ];

    public static TheoryData<string> Cells =>
        new(ConsentMatrix.Cells.Where(c => c.Plain != "–").Select(c => c.ToString()));

    [Fact]
    public void The_matrix_has_every_operation_in_every_state()
    {
        Assert.Equal(13 * 7, ConsentMatrix.Cells.Count);
        Assert.All(ConsentMatrix.Cells, cell => Assert.All(cell.Switches, s => Assert.Contains(s, AllSwitches)));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_cell_says_what_the_guard_answers(string name)
    {
        ConsentMatrix.Cell cell = ConsentMatrix.Cells.Single(c => c.ToString() == name);

        foreach (ConsentSubject subject in Subjects(cell))
        {
            Assert.Equal(cell.Plain, Answer(subject, cell, []));
            Assert.Equal(cell.Result, Answer(subject, cell, cell.Switches));
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_named_switch_is_needed_and_no_other_helps(string name)
    {
        ConsentMatrix.Cell cell = ConsentMatrix.Cells.Single(c => c.ToString() == name);
        string[][] subsets =
        [
            .. Enumerable
                .Range(0, 1 << AllSwitches.Length)
                .Select(bits => AllSwitches.Where((_, i) => (bits & (1 << i)) != 0).ToArray()),
        ];

        foreach (ConsentSubject subject in Subjects(cell))
        {
            foreach (string[] given in subsets.Where(s => !cell.Switches.All(s.Contains)))
            {
                Assert.True(
                    Answer(subject, cell, given) != cell.Result || cell.Plain == cell.Result,
                    $"{name} with {string.Join(" ", given)}"
                );
            }

            if (cell.Result == "held back")
            {
                Assert.All(
                    subsets.Where(s => cell.Switches.All(s.Contains)),
                    given => Assert.Equal("held back", Answer(subject, cell, given))
                );
            }
        }
    }

    [Theory]
    [InlineData(false, false, false, false, "unsubscribed,deleted")]
    [InlineData(false, false, true, true, "unsubscribed,sms_unsubscribed,deleted")]
    [InlineData(true, false, true, true, "unsubscribed,sms_unsubscribed,deleted")]
    [InlineData(true, false, false, false, "unsubscribed,deleted")]
    [InlineData(false, true, true, false, "sms_unsubscribed,deleted")]
    [InlineData(false, true, true, true, "deleted")]
    [InlineData(true, true, true, true, "")]
    public void An_import_looks_for_the_states_that_it_must_hold_back(
        bool restore,
        bool includeUnsubscribed,
        bool sms,
        bool proof,
        string states
    )
    {
        var request = new ConsentRequest(
            ConsentOperation.Import,
            new ConsentSwitches
            {
                Restore = restore,
                IncludeUnsubscribed = includeUnsubscribed,
                ConsentReference = proof ? "form 7" : null,
            }
        )
        {
            ExplicitSms = sms,
        };

        Assert.Equal(states, string.Join(",", ConsentGuard.StatesHeldBack(request)));
        Assert.Empty(
            ConsentGuard.StatesHeldBack(request with { Switches = request.Switches with { SkipCheck = true } })
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void A_blank_reference_is_no_proof(string? reference) =>
        Assert.Equal(
            "CcConsentNeeded",
            Assert
                .Throws<InvalidInputException>(() =>
                    ConsentGuard.RequireProof("-X", new ConsentSwitches { ConsentReference = reference })
                )
                .ErrorId
        );

    [Fact]
    public void An_unknown_permission_is_not_changed_without_proof()
    {
        var subject = new ConsentSubject { Name = "a@example.com", Permission = "something_new" };
        var request = new ConsentRequest(ConsentOperation.Update, ConsentSwitches.None) { Permission = "not_set" };

        Assert.Equal("CcConsentNeeded", ConsentGuard.Decide(subject, request).Refusal?.ErrorId);
    }

    [Theory]
    [InlineData("unsubscribed", null)]
    [InlineData("not_set", null)]
    [InlineData("implicit", "CcConsentNeeded")]
    public void A_contact_without_a_permission_needs_proof_only_for_a_higher_one(string permission, string? errorId)
    {
        var subject = new ConsentSubject { Name = "a@example.com", Permission = null };
        var request = new ConsentRequest(ConsentOperation.Update, ConsentSwitches.None) { Permission = permission };

        Assert.Equal(errorId, ConsentGuard.Decide(subject, request).Refusal?.ErrorId);
    }

    private static string Answer(ConsentSubject subject, ConsentMatrix.Cell cell, string[] given)
    {
        ConsentDecision decision = ConsentGuard.Decide(subject, Request(cell.Operation, given));
        Assert.Equal(decision.Verdict == ConsentVerdict.Refused, decision.Refusal is not null);
        return decision.Verdict switch
        {
            ConsentVerdict.Go => "go",
            ConsentVerdict.WithoutLists => "go, no list",
            ConsentVerdict.HeldBack => "held back",
            ConsentVerdict.Unneeded => "not needed",
            _ => decision.Refusal!.ErrorId,
        };
    }

    private static IEnumerable<ConsentSubject> Subjects(ConsentMatrix.Cell cell)
    {
        string[] permissions = cell.State switch
        {
            "weak" => ["not_set", "temp_hold", "pending_confirmation"],
            "deleted" => ["implicit"],
            "deleted, unsubscribed" => ["unsubscribed"],
            "nobody" => [""],
            _ => [cell.State],
        };
        return permissions.Select(p =>
            p.Length == 0
                ? ConsentSubject.NewContact("new@example.com")
                : new ConsentSubject
                {
                    Name = "a@example.com",
                    Permission = p,
                    IsDeleted = cell.State.StartsWith("deleted", StringComparison.Ordinal),
                    OptedOutOfSms = cell.Operation.Contains("left by SMS", StringComparison.Ordinal),
                }
        );
    }

    private static ConsentRequest Request(string operation, string[] given)
    {
        string[] words = operation.Split(' ');
        int permission = Array.IndexOf(words, "-PermissionToSend");
        return new ConsentRequest(
            words[0] switch
            {
                "Update-CcContact" => ConsentOperation.Update,
                "Restore-CcContact" => ConsentOperation.Restore,
                "New-CcContact" => ConsentOperation.Create,
                "Import-CcContactBulk" => ConsentOperation.Import,
                "Register-CcContact" => ConsentOperation.SignUp,
                "Add-CcListMember" => ConsentOperation.AddToList,
                "Request-CcResubscription" => ConsentOperation.AskToResubscribe,
                _ => throw new InvalidOperationException($"{words[0]} is no operation that this test knows."),
            },
            new ConsentSwitches
            {
                Restore = given.Contains("-Restore"),
                IncludeUnsubscribed = given.Contains("-IncludeUnsubscribed"),
                UndoOptOut = given.Contains("-UndoOptOut"),
                ConsentReference = given.Contains("-ConsentReference") ? "form 7" : null,
            }
        )
        {
            Lists =
                given.Contains("-AddToList") || words.Contains("-AddToList") || words.Contains("-List") ? ["News"] : [],
            Permission = permission < 0 ? null : words[permission + 1],
            ExplicitSms = words.Contains("-SmsPermission"),
        };
    }
}
