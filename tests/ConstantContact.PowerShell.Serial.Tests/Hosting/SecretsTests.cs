using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text;
using System.Threading.Tasks;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Serial.Tests.Hosting;

/// <summary>
/// Promise 7: there is no secret in anything that a run with every kind of failure returns, shows or writes. Runs
/// alone, because it reads files that other tests would hold open.
/// </summary>
public sealed class SecretsTests
{
    private const int Deepest = 8;

    // A silent service would take too long here. It has its own test in Core.
    private static readonly string[] Faults =
    [
        .. FaultKind.All.Except([FaultKind.Silent, FaultKind.Latency], StringComparer.Ordinal),
    ];

    private static readonly string[] Commands =
    [
        "Get-CcContact -First 1",
        "Get-CcContact -Email member1@example.com",
        "Update-CcContact member1@example.com -FirstName X -PassThru -ReportPath $report",
        "New-CcContact new@example.com -FirstName X",
        "Invoke-CcRequest contact_lists -Method POST -Body @{ name = 'x' }",
        "Import-CcContactBulk $csv -List Members -NoWait",
    ];

    [Fact]
    public async Task No_stream_error_or_file_of_a_run_that_fails_in_every_way_holds_the_token()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cc-secrets-");
        try
        {
            // Side by side, each with an account and a client id of its own: most of the time is waiting between
            // attempts.
            (string[] Secrets, List<string> Found)[] runs = await Task.WhenAll(
                Commands.Select(
                    (command, at) => Task.Run(() => RunAsync(command, folder.CreateSubdirectory($"{at}").FullName))
                )
            );

            List<string> found = [.. runs.SelectMany(run => run.Found)];
            string[] secrets = [.. runs.SelectMany(run => run.Secrets)];
            foreach (
                string file in Directory
                    .EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories)
                    .Concat(Directory.EnumerateFiles(TestFiles.DataFolder, "*", SearchOption.AllDirectories))
            )
            {
                string text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
                found.AddRange(
                    secrets.Where(secret => text.Contains(secret, StringComparison.Ordinal)).Select(_ => $"file {file}")
                );
            }

            Assert.Empty(found);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(string[] Secrets, List<string> Found)> RunAsync(string command, string folder)
    {
        // Signed like a real one, so that what is looked for is also its parts.
        string header = Base64("""{"alg":"RS256","kid":"k"}""");
        string payload = Base64($$"""{"cid":"{{Guid.NewGuid():N}}","scp":["contact_data"],"exp":1893456000}""");
        string signature = Base64(Guid.NewGuid().ToString() + Guid.NewGuid());
        string token = $"{header}.{payload}.{signature}";
        string[] secrets = [token, payload, signature, "Bearer " + header];

        EmulatorOptions options = new()
        {
            Rate = 0,
            Quota = 0,
            Members = 3,
        };
        options.Tokens.Add(token);
        await using EmulatorHost emulator = await EmulatorHost.StartAsync(options);
        using ModuleHost host = ModuleHost.Open();
        List<string> found = [];
        ScriptResult connected = host.Run(
                "param($token, $uri) $VerbosePreference = 'Continue'; $DebugPreference = 'Continue'; $InformationPreference = 'Continue'; $global:report = $null; Connect-CcAccount $token -BaseUri $uri -RequestsPerSecond 1000 -RequestsPerDay 1000000 -PassThru; Get-CcConnection | Out-Default",
                EmulatedAccount.Secure(token),
                emulator.BaseUri
            )
            .Succeeded();
        Look(connected, "connect", secrets, found);

        foreach (string fault in Faults)
        {
            emulator.Faults.Clear();
            emulator.Faults.Add(
                command.StartsWith("Update", StringComparison.Ordinal) ? "PUT /v3/*" : "* /v3/*",
                fault
            );
            ScriptResult result = host.Run(
                "param($folder, $command) $VerbosePreference = 'Continue'; $DebugPreference = 'Continue'; $report = \"$folder/report.jsonl\"; $csv = \"$folder/rows.csv\"; [IO.File]::WriteAllText($csv, \"email,first_name`nbulk@example.com,X`n\"); . ([scriptblock]::Create($command)) | ForEach-Object { $_; $_ | Out-Default }",
                folder,
                command
            );
            Look(result, $"{fault}: {command}", secrets, found);
            Assert.DoesNotContain(
                result.Errors.Select(e => e.Exception).Append(result.Terminating),
                e => e is ParameterBindingException
            );
        }

        return (secrets, found);
    }

    private static string Base64(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static void Look(ScriptResult result, string where, string[] secrets, List<string> found)
    {
        List<string> texts = [.. result.Verbose, .. result.Debug, .. result.Warnings, .. result.Screen];
        texts.AddRange(result.Information.Select(i => $"{i.MessageData}"));
        texts.AddRange(result.Prompts.Select(p => p.ToString()));
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        foreach (object? part in result.Output.Concat<object?>(result.Errors).Append(result.Terminating))
        {
            Walk(part, 0, seen, texts);
        }

        Assert.NotEmpty(texts);
        found.AddRange(
            texts
                .Where(text => secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal)))
                .Select(text => $"{where}: {text[..Math.Min(text.Length, 200)]}")
        );
    }

    // What Select-Object * and ConvertTo-Json -Depth 8 would come by, and an exception's data and inner ones.
    private static void Walk(object? part, int depth, HashSet<object> seen, List<string> texts)
    {
        switch (part)
        {
            case null:
                return;
            case string text:
                texts.Add(text);
                return;
            case PSObject wrapped:
                if (depth <= Deepest && seen.Add(wrapped))
                {
                    foreach (
                        PSPropertyInfo property in wrapped.Properties.Where(p =>
                            p.MemberType is PSMemberTypes.NoteProperty
                        )
                    )
                    {
                        Walk(property.Value, depth + 1, seen, texts);
                    }

                    Walk(wrapped.BaseObject, depth, seen, texts);
                }

                return;
            case IEnumerable many when depth <= Deepest && seen.Add(part):
                foreach (object? item in many)
                {
                    Walk(item, depth + 1, seen, texts);
                }

                break;
            default:
                break;
        }

        Type type = part.GetType();
        texts.Add(part.ToString() ?? "");
        if (
            depth > Deepest
            || type.IsPrimitive
            || part is MemberInfo or Assembly or Type or Delegate or Uri
            || type.Namespace is "System.Management.Automation.Language"
            || (!type.IsValueType && !seen.Add(part))
        )
        {
            return;
        }

        foreach (
            PropertyInfo property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Where(p => p.GetIndexParameters().Length == 0)
        )
        {
            try
            {
                Walk(property.GetValue(part), depth + 1, seen, texts);
            }
            catch (TargetInvocationException)
            {
                // A property that cannot be read shows nothing.
            }
        }
    }
}
