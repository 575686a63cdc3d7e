using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary><c>Export-CcContact</c> as a user has it, against the emulator.</summary>
public sealed class ExportCcContactTests : IAsyncLifetime
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"cc-out-{Guid.NewGuid():N}.csv");
    private EmulatedAccount _account = null!;

    private ModuleHost Host => _account.Host;

    public async Task InitializeAsync() =>
        _account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Members = 60,
                Rate = 0,
                Quota = 0,
                ActivityDuration = TimeSpan.FromMilliseconds(200),
            }
        );

    public async Task DisposeAsync()
    {
        File.Delete(_file);
        await _account.DisposeAsync();
    }

    [Fact]
    public void Contacts_come_as_objects_and_as_the_same_file()
    {
        ScriptResult objects = Host.Run("Export-CcContact -Status active -Field email_address,first_name").Succeeded();
        Host.Run("Export-CcContact $args[0] -Status active -Field email_address,first_name", _file).Succeeded();

        string[] lines = File.ReadAllLines(_file);
        Assert.Equal("Email address,Email permission status,Email update source,First name", lines[0]);
        Assert.Equal(lines.Length - 1, objects.Output.Count);
        Assert.True(lines.Length > 20);
        Assert.Equal(lines[1].Split(',')[0], objects.Output[0].Properties["Email address"].Value);
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + ".*.new"));
    }

    [Fact]
    public void An_exported_file_that_was_edited_is_imported_again_custom_fields_included()
    {
        Host.Run(
                "@{ email = 'round@example.com'; first_name = 'Ann, \"the\" first'; job_title = ' Baker'; street = '1 Main'; work_phone = '555-0100'; 'cf:membership' = 'Gold' } | Import-CcContactBulk -List 'spring news'"
            )
            .Succeeded();
        JsonObject before = _account.Emulator.State.GetContact("round@example.com")!;
        string id = (string)before["contact_id"]!;

        Host.Run("Export-CcContact $args[0] -ContactId $args[1] -AsImport", _file, id).Succeeded();
        string[] headings = File.ReadAllLines(_file)[0].TrimStart('\uFEFF').Split(',');
        Assert.Contains("cf:membership", headings, StringComparer.OrdinalIgnoreCase);
        Assert.Contains("work_phone", headings);
        Assert.Contains("street", headings);
        File.WriteAllText(_file, File.ReadAllText(_file).Replace("Gold", "Silver", StringComparison.Ordinal));
        Host.Run("Import-CcContactBulk $args[0] -List 'spring news'", _file).Succeeded();

        JsonObject after = _account.Emulator.State.GetContact("round@example.com")!;
        Assert.Contains("Silver", after["custom_fields"]!.ToJsonString(), StringComparison.Ordinal);
        foreach (string member in new[] { "first_name", "job_title", "permission_to_send" })
        {
            Assert.Equal(before[member]?.ToJsonString(), after[member]?.ToJsonString());
        }

        Assert.Contains("555-0100", after["phone_numbers"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("1 Main", after["street_addresses"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.Status500, "CcServiceUnavailable")]
    [InlineData(FaultKind.HalfAnswer, "CcConnectionFailed")]
    [InlineData(FaultKind.Html, "CcUnexpectedResponse")]
    public void A_file_that_cannot_be_taken_leaves_nothing_and_can_be_taken_later(string fault, string id)
    {
        _account.Emulator.Faults.Add(
            new FaultRule
            {
                Match = "GET /v3/contact_exports/*",
                Fault = fault,
                Times = 0,
            }
        );

        ScriptResult result = Host.Run("Export-CcContact $args[0] -Field email_address -Verbose", _file);

        Assert.Contains("contact_exports/{file_export_id}", result.FailedWith(id).ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"));
        _account.Emulator.Faults.Clear();
        string activity = (string)_account.Emulator.State.Activities.Single()["activity_id"]!;
        Host.Run("Export-CcContact $args[0] -ActivityId $args[1]", _file, activity).Succeeded();
        Assert.StartsWith("Email address", File.ReadAllText(_file), StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_that_the_service_gives_up_is_an_error_that_names_it()
    {
        _account.Emulator.Faults.Add(
            new FaultRule
            {
                Match = "POST /v3/activities/*",
                Fault = FaultKind.ActivityFailed,
                Times = 1,
            }
        );

        ErrorRecord error = Host.Run("Export-CcContact $args[0]", _file).FailedWith("CcActivityFailed");

        Assert.Contains("'failed'", error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(_file));
    }

    [Fact]
    public void Several_choices_of_a_field_come_back_as_they_were()
    {
        Host.Run(
                "@{ email = 'round@example.com'; 'cf:interests' = 'Roses;Bees' } | Import-CcContactBulk -List 'spring news'"
            )
            .Succeeded();
        JsonNode before = _account.Emulator.State.GetContact("round@example.com")!;

        ScriptResult exported = Host.Run(
                "Export-CcContact $args[0] -ContactId $args[1] -AsImport",
                _file,
                (string)before["contact_id"]!
            )
            .Succeeded();
        Assert.Empty(exported.Warnings);
        Assert.Contains("Roses;Bees", File.ReadAllText(_file), StringComparison.Ordinal);
        Host.Run("Import-CcContactBulk $args[0] -List 'spring news'", _file).Succeeded();

        Assert.Equal(
            before["custom_fields"]!.ToJsonString(),
            _account.Emulator.State.GetContact("round@example.com")!["custom_fields"]!.ToJsonString()
        );
    }

    [Fact]
    public void An_existing_file_is_kept_unless_forced()
    {
        File.WriteAllText(_file, "mine");
        int before = _account.Emulator.State.Activities.Count;

        Host.Run("Export-CcContact $args[0]", _file).FailedWith("CcReportNotWritable");
        Assert.Equal("mine", File.ReadAllText(_file));
        Assert.Equal(before, _account.Emulator.State.Activities.Count);

        Host.Run("Export-CcContact $args[0] -Force", _file).Succeeded();
        Assert.StartsWith("Email address", File.ReadAllText(_file), StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_that_was_not_waited_for_is_taken_later()
    {
        Host.Run("$script:job = Export-CcContact -List 'spring news' -NoWait; $script:job.ActivityId").Succeeded();
        ScriptResult taken = Host.Run("$script:job | Export-CcContact -Path $args[0] -PassThru", _file).Succeeded();

        Assert.Equal(_file, Assert.IsType<FileInfo>(taken.Output.Single().BaseObject).FullName);
        Assert.Single(_account.Emulator.State.Activities);
    }

    [Theory]
    [InlineData("-List 'spring news' -NewSubscriber")]
    [InlineData("-NewSubscriber -Status active")]
    [InlineData("-Status active -ExcludeContactId 86b90820-cc52-11ea-9dad-fa163e3d9194")]
    [InlineData("-Field email_optout_date")]
    [InlineData("-NoWait -AsImport")]
    public void Values_that_the_service_would_refuse_are_refused_before_a_request(string arguments)
    {
        Host.Run($"Export-CcContact {arguments}").FailedWith("CcInvalidValue");
        Assert.Empty(_account.Emulator.State.Activities);
    }

    [Fact]
    public void WhatIf_starts_no_export()
    {
        Host.Run("Export-CcContact $args[0] -WhatIf", _file).Succeeded();

        Assert.False(File.Exists(_file));
        Assert.Empty(_account.Emulator.State.Activities);
    }
}
