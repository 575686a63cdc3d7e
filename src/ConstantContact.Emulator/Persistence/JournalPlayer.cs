using System;
using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Seeds;

namespace ConstantContact.Emulator.Persistence;

/// <summary>Does to the account what the entries of a journal say, each at its own instant.</summary>
internal sealed class JournalPlayer(EmulatedAccount account, Router router, ISeed seed)
{
    private long _number;

    /// <summary>A request at the present instant, whether it has just come or is played again.</summary>
    /// <param name="account">Its account, locked.</param>
    /// <param name="router">Where it goes.</param>
    /// <param name="call">The request.</param>
    /// <param name="activityFault">The fault that an activity it queues suffers; null for none.</param>
    /// <param name="effects">Where its effects are noted; null for nowhere.</param>
    internal static (ApiAnswer Answer, JournalEntry? Entry) Request(
        EmulatedAccount account,
        Router router,
        ApiCall call,
        string? activityFault,
        ContactEffects? effects
    )
    {
        var ids = account.Ids.Position;
        var changed = false;
        account.Effects = effects;
        account.ActivityFault = activityFault;
        try
        {
            var answer = router.Dispatch(call);
            changed = call.Method is not ("GET" or "HEAD") && answer.Status < 400;
            return (answer, changed ? JournalEntry.OfRequest(call, activityFault, answer) : null);
        }
        finally
        {
            account.Effects = null;
            account.ActivityFault = null;
            if (!changed)
            {
                // As if it had never come: only what is written down may decide the next id.
                account.Ids.Position = ids;
            }
        }
    }

    /// <exception cref="InvalidDataException">It does not lead where it led at first.</exception>
    internal void Play(JournalEntry entry)
    {
        _number++;
        account.At(
            entry.Time,
            () =>
            {
                account.Settle();
                Do(entry);
                return true;
            }
        );
    }

    internal static JsonObject ClockOf(EmulatorClock clock)
    {
        var (frozen, offset) = clock.Setting();
        return new JsonObject { ["frozen"] = frozen?.UtcTicks, ["offset"] = offset.Ticks };
    }

    internal static void SetClock(EmulatorClock clock, JsonObject setting) =>
        clock.Set(
            setting.Text("frozen") is { } frozen ? new DateTimeOffset(Ticks(frozen), TimeSpan.Zero) : null,
            TimeSpan.FromTicks(Ticks(setting.Text("offset")!))
        );

    private static long Ticks(string text) =>
        long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private void Do(JournalEntry entry)
    {
        switch (entry.Kind)
        {
            case JournalEntry.Request:
                var (answer, _) = Request(account, router, entry.ToCall(), entry.Facts.Text("fault"), effects: null);
                if (JournalEntry.Mark(answer) != entry.Facts.Text("answer"))
                {
                    throw new InvalidDataException(
                        $"Entry {_number} of the journal, {entry.Facts.Text("method")} {entry.Facts.Text("path")}, "
                            + "now has another answer than it had: this version of the emulator cannot bring the "
                            + "account back."
                    );
                }

                break;
            case JournalEntry.Contact:
                account.Contacts.Save(Body(entry));
                break;
            case JournalEntry.State:
                StateDocument.Read(account, Body(entry));
                break;
            case JournalEntry.Reset:
                seed.Plant(account);
                break;
            case JournalEntry.Complete:
                account.Activities.CompleteAll();
                break;
            case JournalEntry.Clock:
                SetClock(account.Clock, Body(entry));
                break;
            case JournalEntry.Options:
                ChosenOptions.Apply(account.Options, Body(entry));
                break;
            default:
                throw new InvalidDataException(
                    $"Entry {_number} of the journal is of an unknown kind, '{entry.Kind}'."
                );
        }
    }

    private static JsonObject Body(JournalEntry entry) =>
        JsonText.Parse(entry.Body) as JsonObject
        ?? throw new InvalidDataException($"An entry of the journal, of the kind {entry.Kind}, has no body.");
}
