# The outputs of all cmdlets: views of properties, readable CSV and JSON, and views of copies from a job or a file.
BeforeDiscovery {
    $views = [xml](Get-Content -Raw (Join-Path $PSScriptRoot '../../src/Module/Format.ps1xml'))
    $types = @($views.Configuration.ViewDefinitions.View | ForEach-Object { $_.ViewSelectedBy.TypeName } | Select-Object -Unique | ForEach-Object { @{ Type = $_ } })
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $emulator = Open-Emulator -Member 60
    Connect-Emulator $emulator
    $views = [xml](Get-Content -Raw (Join-Path (Get-Module ConstantContact).ModuleBase 'Format.ps1xml'))

    # A value of each type, with as many properties as possible.
    $quiet = @{ WarningAction = 'SilentlyContinue'; ErrorAction = 'SilentlyContinue' }
    $id = (Get-CcContact member1@example.com).ContactId
    $rows = [pscustomobject]@{ email = 'member1@example.com'; job_title = 'Pilot'; zip = '2451' }, [pscustomobject]@{ email = 'nobody@'; job_title = 'x'; zip = '1' }
    $import = $rows + [pscustomobject]@{ email = 'member15@example.com'; job_title = 'y'; zip = '02451' } | Import-CcContactBulk -List Members -OnInvalid Skip @quiet
    $null = 'member2@example.com', 'nobody@example.com' | Update-CcContact -JobTitle Cook @quiet
    $added = Get-CcContact -First 3 | Add-CcListMember Press -PassThru @quiet
    $updated = Update-CcContact member3@example.com -JobTitle Pilot -AddToList Donors -PassThru @quiet
    $own = Start-CcEmulator -Path (Get-EmulatorAssembly) -MemberCount 5 -RequestsPerSecond 1000
    Connect-Emulator $emulator
    $profiles = Join-Path $env:CONSTANTCONTACT_HOME 'profiles'
    $null = New-Item -ItemType Directory -Force -Path $profiles
    Set-Content (Join-Path $profiles 'work.json') '{"format":"ConstantContact.Profile","client_id":"app","auth_uri":"https://example.com/auth","base_uri":"https://example.com/v3","vault_name":"main","secret_name":"cc"}'
    $planned = [pscustomobject]@{ Email = 'member1@example.com'; 'Job title' = 'Captain'; 'Shirt size' = 'M' }
    $plan = Join-Path $TestDrive 'outputs.ccplan'
    $header = $planned | New-CcPlan $plan -List Press -RemoveMissing @quiet
    $entries = Get-CcPlan $plan
    $samples = @{}
    foreach ($sample in @(
            Get-CcContact member1@example.com
            Test-CcConnection | Select-Object -First 1
            Get-CcAccount
            Get-CcConnection -Saved
            Get-CcConnection
            Get-CcQuota
            (Get-CcQuota).ByProcess
            Get-CcRun
            $import; $import.Chunks; $import.Failures; $import.SuppressedRows
            $rows | Test-CcContactImport @quiet
            Get-CcActivity
            $updated; $updated.Preview
            New-CcContact gone@example.com -List Members | Remove-CcContact -Confirm:$false -PassThru
            Register-CcContact signed@example.com -List Members -ConsentReference 'form 1' -Confirm:$false
            Request-CcResubscription member15@example.com -List Members -Confirm:$false -PassThru @quiet
            Get-CcContactCount
            Get-CcList Members
            Get-CcTag
            Get-CcCustomField 'Shirt size'
            New-CcSegment 'All of Waltham' '{"version":"1.0.0","criteria":{"type":"and","group":[{"source":"contact","field":"city","op":"eq","value":"Waltham"}]}}' @quiet
            Get-CcSegment
            $added; $added.Jobs
            ($engagement = Get-CcContactEngagement $id -After 2024-01-01Z); $engagement.Mailings
            Get-CcContactEngagement $id -Report Rates
            Get-CcContactEngagement $id -Report Details -After 2024-01-01Z
            $header
            $entries | Where-Object { $_.Routes -and $_.Changes.Count -gt 1 }
            Invoke-CcPlan $plan -MaximumRemoval 100% -PassThru -Confirm:$false @quiet | Where-Object { $_.Changes.Count -gt 1 }
            $own
        )) {
        $type = $sample.GetType().FullName
        if (-not $samples.ContainsKey($type)) { $samples[$type] = $sample }
    }

    # The text of a list, by label.
    function Get-Shown {
        param($Text)

        $shown = @{}
        foreach ($line in ($Text -split '\r?\n')) {
            if ($line -match '^(?<label>\w+)\s*:(?<value>.*)$') { $shown[$Matches.label] = $Matches.value.Trim() }
        }
        $shown
    }
}

AfterAll {
    Stop-CcEmulator
    Close-Emulator $emulator
}

Describe 'Outputs of type <Type>' -ForEach $types {
    BeforeAll {
        $sample = $samples[$Type]
        $own = @($views.Configuration.ViewDefinitions.View | Where-Object { $_.ViewSelectedBy.TypeName -eq $Type })
    }

    It 'have an example in this suite' {
        $sample | Should -Not -BeNullOrEmpty
    }

    It 'are shown by their properties' {
        $columns = @($own.TableControl.TableHeaders.TableColumnHeader.Label) + @($own.ListControl.ListEntries.ListEntry.ListItems.ListItem | ForEach-Object { if ($_['Label']) { $_.Label } else { $_.PropertyName } }) | Where-Object { $_ }
        $columns | Should -Not -BeNullOrEmpty
        $columns | Where-Object { $_ -notin $sample.PSObject.Properties.Name } | Should -BeNullOrEmpty
    }

    It 'have words, moments with their distance to UTC, and no enumerations' {
        foreach ($property in $sample.PSObject.Properties) {
            $property.Value | Should -Not -BeOfType ([enum]) -Because "$($property.Name) would be a number in JSON"
            $property.Value | Should -Not -BeOfType ([datetime]) -Because "$($property.Name) must say its distance to UTC"
        }
    }

    It 'are readable in CSV' {
        $lines = @(($sample | ConvertTo-Csv -NoTypeInformation) -join "`n" -split '\r?\n')
        $lines.Count | Should -Be 2 -Because 'cells have one line'
        $row = $lines | ConvertFrom-Csv
        $row.PSObject.Properties | Where-Object { $_.Value -match '^(System|ConstantContact|Microsoft)\.[\w.]+|^@\{' } | ForEach-Object Name | Should -BeNullOrEmpty
    }

    It 'are readable in JSON' {
        $text = $sample | ConvertTo-Json -Depth 6 -WarningAction SilentlyContinue
        ($text | ConvertFrom-Json).PSObject.Properties.Name | Should -Be $sample.PSObject.Properties.Name
        $text | Should -Not -Match '"(System|ConstantContact)\.[\w.]+'
    }

    It 'are shown in the same way after a job or a file' {
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($sample, 2))
        $copy.PSObject.TypeNames[0] | Should -Be "Deserialized.$Type"
        $live = Get-Shown ($sample | Format-List | Get-View -Width 4000)
        $back = Get-Shown ($copy | Format-List | Get-View -Width 4000)
        $back.Count | Should -Be $live.Count
        $live.Keys | Where-Object { $live[$_] -and -not $back[$_] } | Should -BeNullOrEmpty
        $heading = { ($args[0] -split '\r?\n' | Where-Object { $_.Trim() })[0] }
        & $heading ($copy | Format-Table | Get-View -Width 300) | Should -Be (& $heading ($sample | Format-Table | Get-View -Width 300))
    }
}

Describe 'Views' {
    It 'run no method and name no type, so that they work in constrained language' {
        $scripts = @($views.SelectNodes('//ScriptBlock') | ForEach-Object { $_.InnerText })
        $scripts | Should -Not -BeNullOrEmpty
        $scripts | Where-Object { $_ -match '\[[A-Za-z][\w.]*\]|\)\.|::|\w\(' } | Should -BeNullOrEmpty
    }

    It 'are filled in constrained language' {
        $result = Invoke-Shell "$(Get-ShellPreamble $emulator)`n`$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'`nGet-CcContact member1@example.com | Format-List`nGet-CcContact member1@example.com | Out-String -Width 120"
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -Match '(?m)^Lists\s+: .*Members'
        $result.Output | Should -Match '(?m)^member1@example\.com\s.*implicit\s+\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ'
    }
}
