using System;
using System.IO;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Shell;

/// <summary>The stand-ins against what the documentation of pwsh's cmdlets promises.</summary>
public sealed class StandInTests : IDisposable
{
    private readonly ShellProcess _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Stand_ins_are_only_for_what_the_engine_lacks_and_say_what_they_are()
    {
        var engine = InitialSessionState.CreateDefault2().Commands.Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

        var result = await _shell.RunScriptAsync("Get-StandIn | Select-Object -ExpandProperty Name; Import-Csv nowhere.csv -Verbose -ErrorAction Ignore");

        var names = result.Lines.Where(l => !l.StartsWith("VERBOSE:", StringComparison.Ordinal)).ToList();
        Assert.Contains("Import-Csv", names);
        Assert.DoesNotContain(names, engine.Contains);
        Assert.Contains(result.Lines, l => l.StartsWith("VERBOSE: Import-Csv is this shell's stand-in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ImportCsv_reads_quotes_newlines_blanks_ragged_rows_and_a_mark()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "a.csv"), "name, note ,\"x,y\"\r\n  Ann  ,\"said \"\"hi\"\"\r\nand left\" ,1\r\n\r\nBob\r\nCy,\"\",2,extra\r\nDee,a \"b\" c,3", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        var result = await _shell.RunScriptAsync("Import-Csv a.csv | ConvertTo-Json -Compress");

        Assert.Equal(["""[{"name":"Ann","note":"said \"hi\"\r\nand left","x,y":"1"},{"name":"Bob","note":null,"x,y":null},{"name":"Cy","note":"","x,y":"2"},{"name":"Dee","note":"a \"b\" c","x,y":"3"}]"""], result.Lines);
    }

    [Fact]
    public async Task ImportCsv_knows_encodings_delimiters_headers_and_their_defects()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "utf16.csv"), "a;b\nÄ;ß\n", Encoding.Unicode);
        File.WriteAllBytes(Path.Combine(_shell.Folder, "latin.csv"), [.. "a\n"u8, 0xE4, (byte)'\n']);
        _shell.WriteFile("twice.csv", "a,A\n1,2\n");
        _shell.WriteFile("unnamed.csv", "a,,c\n1,2,3\n");
        _shell.WriteFile("bare.csv", "1,2\n3,4\n");
        _shell.WriteFile("empty.csv", string.Empty);
        _shell.WriteFile("type.csv", "#TYPE My.Thing\na\n1\n");

        var result = await _shell.RunScriptAsync("""
            Import-Csv utf16.csv -Delimiter ';' | ForEach-Object { $_.a + $_.b }
            (Import-Csv latin.csv -Encoding latin1).a
            try { Import-Csv twice.csv } catch { "twice: $_" }
            (Import-Csv unnamed.csv -WarningVariable w -WarningAction SilentlyContinue).H1; $w.Count
            @(Import-Csv bare.csv -Header x, y).Count
            @(Import-Csv empty.csv).Count
            (Import-Csv type.csv).PSTypeNames[0]
            'bare.csv', 'type.csv' | Import-Csv | Measure-Object | ForEach-Object Count
            """);

        Assert.Equal(["Äß", "ä", "twice: The member \"A\" is already present.", "2", "1", "2", "0", "CSV:My.Thing", "2"], result.Lines);
    }

    [Fact]
    public async Task ExportCsv_writes_what_ImportCsv_reads_back_and_ConvertToCsv_quotes_as_asked()
    {
        var result = await _shell.RunScriptAsync("""
            $rows = [pscustomobject]@{ a = "x`ny"; b = 'q"q'; c = $null }, [pscustomobject]@{ a = ' lead'; b = ''; c = 'ä,ö' }
            $rows | Export-Csv out.csv
            $back = Import-Csv out.csv
            ($back | ConvertTo-Json -Compress) -eq '[{"a":"x\ny","b":"q\"q","c":""},{"a":" lead","b":"","c":"ä,ö"}]'
            $rows[1] | Export-Csv out.csv -Append; @(Import-Csv out.csv).Count
            try { [pscustomobject]@{ z = 1 } | Export-Csv out.csv -Append } catch { $_.FullyQualifiedErrorId.Split(',')[0] }
            try { $rows | Export-Csv out.csv -NoClobber } catch { 'kept' }
            $rows | Export-Csv never.csv -WhatIf; Test-Path never.csv
            $rows[1] | ConvertTo-Csv -UseQuotes AsNeeded
            $rows[1] | ConvertTo-Csv -NoHeader
            'a,b', '1,"2', '3"' | ConvertFrom-Csv | ForEach-Object { $_.b.Replace("`n", '/') }
            """);

        Assert.Equal(
            ["True", "3", "CannotAppendCsvWithMismatchedPropertyNames", "kept", "What if: Performing the operation \"Export-Csv\" on target \"" + Path.Combine(_shell.Folder, "never.csv") + "\".", "False", "a,b,c", "lead,,\"ä,ö\"", "\" lead\",\"\",\"ä,ö\"", "2/3"],
            result.Lines);
    }

    [Fact]
    public async Task SelectObject_first_stops_what_is_upstream()
    {
        var result = await _shell.RunScriptAsync("""
            $script:made = 0
            function Make { begin { } process { 1..100 | ForEach-Object { $script:made++; $_ } } end { 'the end ran' } }
            Make | Select-Object -First 3
            "made $made"
            $made = 0; 1..100 | ForEach-Object { $script:made++; $_ } | Select-Object -Index 1, 4 ; "made $made"
            $made = 0; $x = 1..5 | ForEach-Object { $script:made++; $_ } | Select-Object -First 2 -Wait; "made $made"
            $after = 1..3 | Select-Object -First 1 | ForEach-Object { $_ * 10 }; "after $after"
            """);

        Assert.Equal(["1", "2", "3", "made 3", "2", "5", "made 5", "made 5", "after 10"], result.Lines);
        Assert.Empty(result.Errors);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task SelectObject_skips_takes_the_last_and_makes_objects()
    {
        var result = await _shell.RunScriptAsync("""
            "$(1..10 | Select-Object -Last 2)"
            "$(1..10 | Select-Object -Last 2 -Skip 1)"
            "$(1..10 | Select-Object -First 2 -Skip 3)"
            "$(1..10 | Select-Object -First 1 -Last 1)"
            "$(1..5 | Select-Object -Skip 3)"
            "$(1..5 | Select-Object -SkipLast 3)"
            "$(1..5 | Select-Object -SkipIndex 0, 2)"
            "$('b', 'a', 'b', 'B' | Select-Object -Unique)"
            "$('b', 'B' | Select-Object -Unique -CaseInsensitive)"
            $o = [pscustomobject]@{ Name = 'n'; Number = 4; Nested = 1, 2 }
            $o | Select-Object Na*, @{ n = 'Twice'; e = { $_.Number * 2 } }, Missing | ConvertTo-Json -Compress
            $o | Select-Object * -ExcludeProperty Ne* | ConvertTo-Json -Compress
            "$($o | Select-Object -ExpandProperty Nested)"
            $o | Select-Object Name -ExpandProperty Nested | ForEach-Object { "$($_.Name)$_" }
            ($o | Select-Object Name).PSTypeNames[0]
            $o | Select-Object -ExpandProperty Nothing -ErrorVariable e -ErrorAction SilentlyContinue; $e[0].FullyQualifiedErrorId.Split(',')[0]
            @([pscustomobject]@{ a = 1; b = 1 }, [pscustomobject]@{ a = 1; b = 2 } | Select-Object a -Unique).Count
            """);

        Assert.Equal(
            [
                "9 10", "8 9", "4 5", "1 10", "4 5", "1 2", "2 4 5", "b a B", "b",
                """{"Name":"n","Twice":8,"Missing":null}""", """{"Name":"n","Number":4}""", "1 2", "n1", "n2",
                "Selected.System.Management.Automation.PSCustomObject", "ExpandPropertyNotFound", "1",
            ],
            result.Lines.Select(l => l.Replace("{\"Name\":\"n\",\"Nested\":[1,2],", "{\"Name\":\"n\",", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Json_goes_both_ways_as_in_pwsh()
    {
        var result = await _shell.RunScriptAsync("""
            [ordered]@{ t = "a`"\`n`u{1F600}ä"; n = 1; d = 1.0; m = 1.5; b = $true; z = $null; a = @(); o = @{}; l = , 1 } | ConvertTo-Json -Compress
            [datetime]::new(2024, 1, 2, 3, 4, 5, [DateTimeKind]::Utc) | ConvertTo-Json
            1, 2 | ConvertTo-Json -Compress; , 1 | ConvertTo-Json -AsArray -Compress
            [ordered]@{ a = @{ b = 1 } } | ConvertTo-Json
            @{ a = @{ b = @{ c = @{ d = 1 } } } } | ConvertTo-Json -Compress -WarningVariable w -WarningAction SilentlyContinue; $w.Count
            $j = '{ "int": 12, "big": 123456789012345678901234567890, "f": 1.5, "when": "2024-01-02T03:04:05Z", "day": "2024-01-02", "a": [1, [2]] } ' | ConvertFrom-Json
            $j.int.GetType().Name, $j.big.GetType().Name, $j.f.GetType().Name, $j.when.Kind, $j.day.GetType().Name, $j.a[1][0]
            ('{"a":{"b":1}}' | ConvertFrom-Json -AsHashtable).a.b
            @('[1,2]' | ConvertFrom-Json).Count
            '{', '"a": 1', '}' | ConvertFrom-Json | ForEach-Object a
            try { '{' | ConvertFrom-Json } catch { 'refused' }
            try { '{"a":1,"A":2}' | ConvertFrom-Json } catch { 'refused' }
            """);

        Assert.Equal(
            [
                """{"t":"a\"\\\n😀ä","n":1,"d":1.0,"m":1.5,"b":true,"z":null,"a":[],"o":{},"l":[1]}""", "\"2024-01-02T03:04:05Z\"", "[1,2]", "[1]",
                "{", "\"a\": {", "\"b\": 1", "}", "}",
                """{"a":{"b":{"c":"System.Collections.Hashtable"}}}""", "1",
                "Int64", "BigInteger", "Double", "Utc", "String", "2", "1", "2", "1", "refused", "refused",
            ],
            result.Lines);
    }

    [Fact]
    public async Task Sorting_grouping_measuring_and_comparing_follow_pwsh()
    {
        var result = await _shell.RunScriptAsync("""
            "$('b', 'A', 'c' | Sort-Object)"; "$(10, 9, 100 | Sort-Object -Descending)"; "$(3, 1, 3 | Sort-Object -Unique)"; "$(5..1 | Sort-Object -Top 2)"
            $p = [pscustomobject]@{ n = 'x'; v = 2 }, [pscustomobject]@{ n = 'y'; v = 1 }, [pscustomobject]@{ n = 'x'; v = 1 }, [pscustomobject]@{ w = 0 }
            "$($p | Sort-Object n, @{ e = 'v'; Descending = $true } | ForEach-Object { "$($_.n)$($_.v)" })"
            $p | Group-Object n | Sort-Object Name | ForEach-Object { "$($_.Name)=$($_.Count)" }
            ($p | Group-Object n -AsHashTable).x.Count
            $m = $p | Measure-Object v -Sum -Average -Maximum; "$($m.Count) $($m.Sum) $($m.Maximum)"
            (Measure-Object).Count
            Compare-Object 1, 2 2, 3 -IncludeEqual | ForEach-Object { "$($_.InputObject)$($_.SideIndicator)" }
            """);

        Assert.Equal(["A b c", "100 10 9", "1 3", "1 2", "x2 x1 y1", "=1", "x=2", "y=1", "2", "3 4 2", "0", "2==", "3=>", "1<="], result.Lines);
    }

    [Fact]
    public async Task Files_are_written_read_moved_and_removed()
    {
        var result = await _shell.RunScriptAsync("""
            New-Item -ItemType Directory sub | Out-Null
            'one', 'two' | Set-Content sub/a.txt; 'three' | Add-Content sub/a.txt
            (Get-Content sub/a.txt).Count; Get-Content sub/a.txt -TotalCount 1; Get-Content sub/a.txt -Tail 1; (Get-Content sub/a.txt -Raw).Length -ge 14
            Copy-Item sub/a.txt sub/b.txt; Move-Item sub/b.txt sub/c.log; Get-ChildItem sub -Name
            @(Get-ChildItem sub -Filter *.txt).Count; @(Get-ChildItem . -Recurse -File -Include *.log).Count
            Test-Path sub -PathType Container; Test-Path sub/a.txt -PathType Leaf; Test-Path sub/zz*
            try { Remove-Item sub -ErrorAction Stop } catch { 'not empty' }
            Remove-Item sub/* -WhatIf | Out-Null; @(Get-ChildItem sub).Count
            Push-Location sub; Split-Path (Get-Location) -Leaf; Pop-Location
            Remove-Item sub -Recurse; Test-Path sub
            1..2 | Out-File o.txt; 'more' >> o.txt; "$(Get-Content o.txt)"
            [pscustomobject]@{ a = 1; b = 2 } | Format-Table | Out-String -Stream | ForEach-Object Trim
            Join-Path a b c; Split-Path x/y.z -Extension; $env:CC_T = 'e'; (Get-Item Env:CC_T).Value
            """);

        var separator = Path.DirectorySeparatorChar;
        Assert.Equal(
            [
                "3", "one", "three", "True", "a.txt", "c.log", "1", "1", "True", "True", "False", "not empty",
                .. result.Lines.Where(l => l.StartsWith("What if:", StringComparison.Ordinal)),
                "2", "sub", "False", "1 2 more", "a b", "- -", "1 2", $"a{separator}b{separator}c", ".z", "e",
            ],
            result.Lines);
    }

    [Fact]
    public async Task Small_helpers_do_what_a_short_script_expects()
    {
        var result = await _shell.RunScriptAsync("""
            Get-Date -Date 2024-02-03 -Format 'yyyyMMdd'
            (Get-Date -UnixTimeSeconds 0 -AsUTC).Year
            (New-TimeSpan -Minutes 90).TotalHours
            (New-Object System.Text.StringBuilder 'ab').Length; (New-Object PSObject -Property @{ q = 1 }).q
            'geheim' | ConvertTo-SecureString -AsPlainText -Force | ConvertFrom-SecureString -AsPlainText
            Get-Random -Minimum 3 -Maximum 4
            [pscustomobject]@{ a = 1 } | Add-Member x 5 -PassThru | ForEach-Object x
            Set-Variable v 3; (Get-Variable v).Value; Get-Variable v -ValueOnly
            Invoke-Expression '1 + 1'
            Write-Error 'msg' -ErrorId MyId -Category InvalidData -TargetObject t -ErrorVariable e -ErrorAction SilentlyContinue
            $e[0].FullyQualifiedErrorId.Split(',')[0], $e[0].CategoryInfo.Category, $e[0].TargetObject
            'line a', 'line b' | Select-String 'B$' | ForEach-Object { "$_" }
            1, 2 | Tee-Object -Variable t | Out-Null; $t.Count
            (Measure-Command { $inside = 1 }).GetType().Name; $inside
            Write-Output 1, 2 -NoEnumerate | ForEach-Object Count
            Write-Host 'a', 'b' -Separator '+'
            Write-Host 'h' 6>&1 | ForEach-Object { "info $_" }
            """);

        Assert.Equal(["20240203", "1970", "1.5", "2", "1", "geheim", "3", "5", "3", "3", "2", "MyId", "InvalidData", "t", "line b", "2", "TimeSpan", "1", "2", "a+b", "info h"], result.Lines);
    }
}
