using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading.Tasks;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Formatting;

/// <summary>
/// Every text of a hostile service's answers, through every stream and view of every cmdlet: names, values, errors. In
/// this process by stream, and in a real PowerShell by the bytes that it writes.
/// </summary>
public sealed class HostileServiceTests(HostileServiceTests.Account shared) : IClassFixture<HostileServiceTests.Account>
{
    /// <summary>User input may come from a file of another person. Its line breaks are kept.</summary>
    private static readonly string Given = HostileProxy.Evil.Replace("\r\n", "", StringComparison.Ordinal);

    /// <summary>What a person may type. Each is shown as a table, as a list, and as a text.</summary>
    private static readonly string[] Shown =
    [
        "Get-CcAccount",
        "Get-CcQuota",
        "Get-CcConnection",
        "Get-CcList",
        "Get-CcList -First 3",
        "Get-CcTag",
        "Get-CcCustomField",
        "Get-CcSegment",
        "Get-CcContact -First 5",
        "Get-CcContact member1@example.com",
        "Get-CcContact -Status deleted",
        "Get-CcContactCount",
        "Get-CcContactEngagement member1@example.com",
        "Get-CcActivity",
        "Test-CcConnection",
        "Get-CcRun",
        "Invoke-CcRequest contact_lists",
        "Invoke-CcRequest contact_lists -Paging",
        "Invoke-CcRequest contacts -Query @{ limit = 3 }",
        "Invoke-CcRequest account/summary",
    ];

    /// <summary>What changes something: shown first, then done.</summary>
    private static readonly string[] Changing =
    [
        "New-CcList $name",
        "New-CcTag $name",
        "New-CcCustomField $name -Type text",
        "Set-CcList $list -Name $name",
        "Set-CcTag $tag -Name $name",
        "Set-CcCustomField $field -Label $name",
        "Remove-CcList $list2",
        "Remove-CcTag $tag2",
        "Remove-CcCustomField $field2",
        "Update-CcContact member1@example.com -JobTitle $name",
        "Update-CcContact member2@example.com -Clear job_title, notes, phone_numbers, street_addresses -AddToList $list -AddTag $tag",
        "Update-CcContact member3@example.com -CustomField @{ $field = 'x' }",
        "New-CcContact new@example.com -FirstName $name -AddToList $list",
        "Register-CcContact signed@example.com -List $list -ConsentReference form",
        "Remove-CcContact member4@example.com",
        "Restore-CcContact member4@example.com -List $list",
        "Add-CcListMember $list -Contact member5@example.com",
        "Remove-CcListMember $list -Contact member5@example.com",
        "Add-CcContactTag $tag -Contact member5@example.com",
        "Remove-CcContactTag $tag -Contact member5@example.com",
        "[pscustomobject]@{ email = 'member6@example.com'; job_title = $name } | Import-CcContactBulk -List $list",
        "[pscustomobject]@{ email = 'member7@example.com'; job_title = $name } | Import-CcContactBulk -List $list -Stream",
        "[pscustomobject]@{ email = 'member8@example.com'; job_title = $name; nonsense = $name } | Test-CcContactImport",
        "Export-CcContact -List $list -Path $file -Force",
        "Request-CcResubscription member15@example.com -List $list",
        "Invoke-CcRequest contact_lists -Method POST -Body @{ name = $name }",
    ];

    public static TheoryData<string> Views => new(Shown);

    public static TheoryData<string> Changes => new(Changing);

    public static TheoryData<int, string?> Refusals =>
        new()
        {
            { 400, null },
            { 403, null },
            { 404, null },
            { 409, null },
            { 401, null },
            { 500, null },
            { 400, HostileProxy.Evil },
            { 503, "<html>" + HostileProxy.Evil },
            { 200, HostileProxy.Evil },
            { 200, "{\"lists\":\"" },
            { 302, HostileProxy.Evil },
        };

    [Theory]
    [MemberData(nameof(Views))]
    public void Data_come_out_clean_in_every_view(string command)
    {
        shared.Proxy.Refuses = null;
        foreach (string view in new[] { "Format-Table", "Format-List", "ForEach-Object { \"$_\" }", "Out-Default" })
        {
            AssertClean(
                shared.Host.Run($"{command} -Verbose -Debug | {view} | Out-String -Width 400"),
                $"{command} | {view}",
                isRaw: command.Contains("Invoke", StringComparison.Ordinal)
            );
        }
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Changes_come_out_clean_in_preview_question_and_result(string command)
    {
        shared.Proxy.Refuses = null;
        string with = Account.Variables + command;
        string preview = command.Contains("Test-Cc", StringComparison.Ordinal) ? "" : " -WhatIf";
        AssertClean(
            shared.Host.Run($"{with}{preview} -Verbose -Debug | Out-Default", Given, shared.File),
            $"{command} -WhatIf"
        );
        if (preview.Length > 0)
        {
            shared.Host.Ui.Answer("No");
            AssertClean(
                shared.Host.Run($"{with} -Confirm -Verbose | Out-Default", Given, shared.File),
                $"{command} -Confirm"
            );
        }

        string sure = preview.Length == 0 ? "" : " -Confirm:$false";
        AssertClean(
            shared.Host.Run($"{with}{sure} -Verbose -Debug | Format-List | Out-Default", Given, shared.File),
            command
        );
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Refusals_come_out_clean(int status, string? body)
    {
        (shared.Proxy.Refuses, shared.Proxy.Body) = (status, body);
        string[] commands =
        [
            .. Shown.Concat(Changing).Where(static c => !c.StartsWith("Get-CcRun", StringComparison.Ordinal)),
        ];
        for (int i = 0; i < commands.Length; i++)
        {
            // Repeats after a 5xx take seconds each: one command stands for all. The others share the statuses among
            // them.
            string command = commands[i];
            if (status >= 500 ? command == "Get-CcList" : (i + status) % 3 == 0)
            {
                AssertClean(
                    shared.Host.Run(
                        $"param($name, $file) $list = $tag = $field = $list2 = $tag2 = $field2 = [guid]::NewGuid().ToString(); {command} -Verbose -Debug | Out-Default",
                        Given,
                        shared.File
                    ),
                    $"{status}: {command}"
                );
            }
        }
    }

    [Fact]
    public async Task Real_PowerShell_writes_no_byte_that_a_terminal_obeys()
    {
        shared.Proxy.Refuses = null;
        string script = $$"""
            $PSStyle.OutputRendering = 'PlainText'; [Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)
            Import-Module '{{TestFiles.Manifest}}'
            Connect-CcAccount -AccessToken (ConvertTo-SecureString {{shared.Emulated.Token}} -AsPlainText -Force) -BaseUri '{{shared.Proxy.BaseUri}}' -RequestsPerSecond 1000 | Out-Default
            $name = -join [char[]](27, 91, 50, 74, 7, 0x9b, 0x202e, 10, 70); $file = '{{shared.File}}'
            $list, $list2 = (Get-CcList).ListId; $tag, $tag2 = (Get-CcTag).TagId; $field, $field2 = (Get-CcCustomField).CustomFieldId
            {{string.Join(
                "\n",
                Shown.Where(static s => !s.Contains("Invoke", StringComparison.Ordinal)).Select(static s =>
                    $"{s} -Verbose | Format-Table\n{s} | Format-List"
                )
            )}}
            {{string.Join(
                "\n",
                Changing.Select(static s =>
                    s.Contains("Test-Cc", StringComparison.Ordinal)
                        ? $"{s} | Format-List"
                        : $"{s} -WhatIf -Verbose\n{s} -Confirm:$false -Verbose | Format-List"
                )
            )}}
            Update-CcContact nobody@example.com -AddTag $name -CustomField @{ $name = 'x' }
            Get-Error -Newest 1 | Select-Object -ExpandProperty Exception | Select-Object -ExpandProperty Message
            """;
        string path = Path.Combine(shared.Folder, "hostile.ps1");
        File.WriteAllText(path, script);
        using Process process = Process.Start(Pwsh.Start("-NonInteractive", "-File", path))!;
        process.StandardInput.Close();
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        await Task.WhenAll(
            process.StandardOutput.BaseStream.CopyToAsync(output),
            process.StandardError.BaseStream.CopyToAsync(error)
        );
        await process.WaitForExitAsync();

        Assert.True(output.Length > 10_000, Encoding.UTF8.GetString(output.ToArray()));
        foreach (byte[] bytes in new[] { output.ToArray(), error.ToArray() })
        {
            string text = Encoding.UTF8.GetString(bytes);
            int at = text.AsSpan().IndexOfAny(Obeyed);
            Assert.True(
                at < 0,
                at < 0 ? "" : $"U+{(int)text[at]:X4} in: {text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 80)]}"
            );
            // A list breaks long values at blanks, and indents what follows.
            Assert.DoesNotContain(text.Split('\n'), static line => line.StartsWith("FORGED", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Reports_and_records_hold_no_character_that_a_terminal_obeys()
    {
        shared.Proxy.Refuses = null;
        string id = $"h{Guid.NewGuid():N}";
        shared.Host.Run(
            "[pscustomobject]@{ email = 'member9@example.com'; job_title = 'New' }, [pscustomobject]@{ email = 'nobody@example.com'; job_title = 'New' } | Update-CcContact -Clear company_name -RunId $args[0]",
            id
        );

        foreach (string name in new[] { "r.jsonl", "r.csv" })
        {
            string path = Path.Combine(shared.Folder, name);
            shared.Host.Run("Get-CcRun -RunId $args[0] -ReportPath $args[1]", id, path).Succeeded();
            string text = File.ReadAllText(path);
            Assert.True(text.AsSpan().IndexOfAny(Obeyed) < 0, $"{name}: {text}");
        }
    }

    /// <summary>
    /// Everything that moves a cursor, rings, colours, or turns the direction of text; not the ends of lines and tabs.
    /// </summary>
    private static char[] Obeyed { get; } =
    [
        .. Enumerable
            .Range(0, 0x20)
            .Where(static c => c is not (9 or 10 or 13))
            .Concat(Enumerable.Range(0x7f, 0x21))
            .Concat([0x61c, 0x200e, 0x200f, 0x2028, 0x2029])
            .Concat(Enumerable.Range(0x202a, 5))
            .Concat(Enumerable.Range(0x2066, 4))
            .Select(static c => (char)c),
    ];

    private static void AssertClean(ScriptResult result, string name, bool isRaw = false)
    {
        IEnumerable<(string Stream, string Text)> shown =
        [
            .. result.Output.Select(static o => ("output", o.ToString())),
            .. result
                .Errors.SelectMany(static e =>
                    new[]
                    {
                        e.ToString(),
                        e.ErrorDetails?.Message,
                        e.Exception.Message,
                        e.ErrorDetails?.RecommendedAction,
                        e.CategoryInfo.ToString(),
                    }
                )
                .OfType<string>()
                .Select(static t => ("error", t)),
            .. new[] { result.Terminating?.Message }.OfType<string>().Select(static t => ("terminating", t)),
            .. result.Verbose.Select(static t => ("verbose", t)),
            .. result.Warnings.Select(static t => ("warning", t)),
            .. result.Debug.Select(static t => ("debug", t)),
            .. result.Screen.Select(static t => ("screen", t)),
            .. result.Information.Select(static i => ("information", $"{i}")),
            .. result.Prompts.Select(static p => ("prompt", $"{p.Caption} {p.Message}")),
            .. result.Progress.Select(static p =>
                ("progress", $"{p.Activity} {p.StatusDescription} {p.CurrentOperation}")
            ),
        ];
        foreach ((string stream, string text) in shown.Where(s => !isRaw || s.Stream is not ("output" or "screen")))
        {
            // The table's own colours are the host's.
            string plain = System.Text.RegularExpressions.Regex.Replace(
                text,
                @"\x1b\[[0-9;]*m",
                "",
                System.Text.RegularExpressions.RegexOptions.None,
                TimeSpan.FromSeconds(1)
            );
            int at = plain.AsSpan().IndexOfAny(Obeyed);
            Assert.True(
                at < 0,
                at < 0
                    ? ""
                    : $"{name}, {stream}: U+{(int)plain[at]:X4} in: {plain[Math.Max(0, at - 120)..Math.Min(plain.Length, at + 60)]}"
            );
            Assert.False(
                plain.Split('\n').Any(static line => line.TrimStart().StartsWith("FORGED", StringComparison.Ordinal)),
                $"{name}, {stream}: {plain}"
            );
        }
    }

    public sealed class Account : IAsyncLifetime
    {
        /// <summary>Ids, because names are not what they were.</summary>
        public const string Variables =
            "param($name, $file) $list, $list2 = (Get-CcList).ListId; $tag, $tag2 = (Get-CcTag).TagId; $field, $field2 = (Get-CcCustomField).CustomFieldId; ";

        public EmulatedAccount Emulated { get; private set; } = null!;

        internal HostileProxy Proxy { get; private set; } = null!;

        public ModuleHost Host { get; private set; } = null!;

        public string Folder { get; } = Directory.CreateTempSubdirectory("hostile-").FullName;

        public string File => Path.Combine(Folder, "export.csv");

        public async Task InitializeAsync()
        {
            Emulated = await EmulatedAccount.StartAsync(
                new EmulatorOptions
                {
                    Rate = 0,
                    Quota = 0,
                    Members = 30,
                    ActivityDuration = TimeSpan.Zero,
                }
            );
            Proxy = new HostileProxy(Emulated.Emulator.BaseUri);
            Host = ModuleHost.Open();
            Host.Run(
                    "param($token, $uri) Connect-CcAccount -AccessToken $token -BaseUri $uri -RequestsPerSecond 1000 -RequestsPerDay 1000000",
                    EmulatedAccount.Secure(Emulated.Token),
                    Proxy.BaseUri
                )
                .Succeeded();
        }

        public async Task DisposeAsync()
        {
            Host.Dispose();
            await Proxy.DisposeAsync();
            await Emulated.DisposeAsync();
            Directory.Delete(Folder, recursive: true);
        }
    }
}
