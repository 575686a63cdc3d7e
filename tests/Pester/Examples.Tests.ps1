BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    $isCore = $PSVersionTable.PSEdition -eq 'Core'
    if (-not $isCore) { Write-Warning 'SKIPPED: the examples are run by PowerShell 7.' }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $script:emulator = Open-Emulator -Member 300

    function Get-Fence {
        param([string] $Text)

        [regex]::Matches($Text, '(?ms)^```powershell\s*?\n(.*?)^```').ForEach({ $_.Groups[1].Value.TrimEnd() })
    }

    # Runs each script as it stands, in a folder with the files of docs/examples. A line for each: OK, LEFT or FAILED.
    function Invoke-Example {
        param([hashtable[]] $Plan)

        $file = Join-Path $TestDrive 'plan.json'
        ConvertTo-Json -InputObject @($Plan) -Depth 4 | Set-Content -Path $file
        $running = Open-Shell @"
Import-Module '$(Get-TestedModule)' -ErrorAction Stop
`$CcEmulator = [pscustomobject]@{ BaseUri = '$($emulator.BaseUri)'; ControlUri = '$($emulator.ControlUri)'; Token = '$($emulator.Token)' }
. '$(Get-RepositoryPath tests/Shared/RunExamples.ps1)' -Plan '$file' -Samples '$(Get-RepositoryPath docs/examples)' -Work '$(Join-Path $TestDrive work)'
"@
        # Hundreds of scripts, perhaps on a busy machine.
        $result = Wait-Shell $running -TimeoutSeconds 1500
        $lines = @($result.Output -split '\r?\n' | Where-Object { $_ -match '^(OK|LEFT|FAILED)\t' })
        $lines.Count | Should -Be @($Plan).Count -Because "$($result.Error)"
        $lines
    }
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'The examples of pages and topics' {
    It 'run without an error against the emulator, all of them' -Skip:(-not $isCore) {
        $plan = foreach ($page in Get-ChildItem -Path (Get-RepositoryPath docs/en-US) -Filter '*.md') {
            $number = 0
            # A cmdlet's example may be written in several fences; they belong together.
            $parts = if ($page.Name -like 'about_*') { , (Get-Content $page.FullName -Raw) } else { (Get-Content $page.FullName -Raw) -split '(?m)^### (?=Example)' | Select-Object -Skip 1 }
            foreach ($part in $parts) {
                $scripts = Get-Fence $part
                if (-not $scripts) { continue }
                $units = if ($page.Name -like 'about_*') { $scripts } else { , ($scripts -join "`n") }
                foreach ($script in $units) {
                    $number++
                    @{ id = "$($page.BaseName), $number"; script = $script }
                }
            }
        }
        @($plan).Count | Should -BeGreaterThan 20
        # Scripts that need a person at a browser are not run.
        Invoke-Example $plan | Where-Object { $_ -notmatch '^OK\t|^FAILED\t.*\tCcPersonNeeded,' } | Should -BeNullOrEmpty
    }
}

Describe 'README' {
    BeforeAll {
        $script:readme = Get-Content (Get-RepositoryPath README.md) -Raw
    }

    It 'has scripts that run without an error, except for the sign-in in a browser' -Skip:(-not $isCore) {
        $number = 0
        $plan = foreach ($script in @(Get-Fence $readme) -notmatch 'Import-Module') { @{ id = "README, $((++$number))"; script = $script } }
        @($plan).Count | Should -BeGreaterThan 5
        $lines = Invoke-Example $plan
        @($lines -match '\tCcPersonNeeded,').Count | Should -Be 1
        $lines | Where-Object { $_ -notmatch '^OK\t|\tCcPersonNeeded,' } | Should -BeNullOrEmpty
    }

    It 'imports the module from the folder of the build' {
        Copy-Item -LiteralPath (Get-Module ConstantContact).ModuleBase -Destination (Join-Path (New-Item -ItemType Directory -Path (Join-Path $TestDrive 'tree/output')).FullName ConstantContact) -Recurse
        $scripts = @(Get-Fence $readme) -match 'Import-Module'
        $scripts.Count | Should -Be 1
        $result = Invoke-Shell -Script $scripts[0] -Folder (Join-Path $TestDrive 'tree')
        $result.Error.Trim() | Should -Be ''
        $result.Output | Should -BeLike '*Update-CcContact*'
    }

    It 'shows what the module prints' -Skip:(-not $isCore) {
        $shown = @([regex]::Match($readme, '(?ms)^```console\s*?\n(.*?)^```').Groups[1].Value.TrimEnd() -split '\r?\n')
        $command = @($shown -match '^PS> ')[0] -replace '^PS> '
        $expected = @($shown | Where-Object { $_ -and $_ -notlike 'PS> *' })
        $expected.Count | Should -BeGreaterThan 5
        $result = Invoke-Shell @"
[Console]::OutputEncoding = [System.Text.UTF8Encoding]::new()
$(Get-ShellPreamble $emulator)
$command
"@
        $result.Error.Trim() | Should -Be ''
        $printed = @($result.Output -split '\r?\n' | Where-Object { $_ })
        for ($i = 0; $i -lt $expected.Count; $i++) {
            # A line that the page cuts short ends with three dots.
            $wanted, $got = $expected[$i], $printed[$i]
            if ($wanted.EndsWith('...')) {
                $wanted = $wanted.Substring(0, $wanted.Length - 3)
                $got = "$got".Substring(0, [Math]::Min($wanted.Length, "$got".Length))
            }
            $got | Should -BeExactly $wanted
        }
        $printed.Count | Should -Be $expected.Count
    }
}

Describe 'The recipes of about_Cc_Recipes' {
    BeforeAll {
        $script:recipes = @(Get-Fence (Get-Content (Get-RepositoryPath docs/en-US/about_Cc_Recipes.md) -Raw))

        # Runs the recipe that calls this, on the invented people of RecipeSources.ps1.
        function Invoke-Recipe {
            param([string] $Calls)

            . (Get-RepositoryPath tests/Shared/RecipeSources.ps1)
            $script = @($recipes -match $Calls)[0]
            Push-Location (Get-RepositoryPath docs/examples)
            try {
                # The report belongs elsewhere.
                $null = & ([scriptblock]::Create(($script -replace '-ReportPath \S+'))) 3>$null
            }
            finally { Pop-Location }
        }
    }

    BeforeEach {
        Restore-Emulator $emulator
        Connect-Emulator $emulator
    }

    It 'take users from Get-ADUser without those that are disabled or have no address' {
        Invoke-Recipe 'Get-ADUser'
        $new = Get-CcContact ada.park@example.com
        $new.FirstName, $new.JobTitle, $new.PhoneNumbers[0].PhoneNumber -join '|' | Should -Be 'Ada|Head Gardener|781-555-0101'
        (Get-CcContact member1@example.com).JobTitle | Should -Be 'Florist'
        Get-CcContact old.account@example.com -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'take users from Get-MgUser, the first number of a list, and keep what has no value' {
        $before = (Get-CcContact member2@example.com).CompanyName
        Invoke-Recipe 'Get-MgUser'
        $new = Get-CcContact bea.stone@example.com
        $new.CompanyName, $new.PhoneNumbers.Count, $new.PhoneNumbers[0].PhoneNumber -join '|' | Should -Be 'Example Garden Club|1|+1 781 555 0102'
        $old = Get-CcContact member2@example.com
        $old.JobTitle | Should -Be 'Chair'
        $old.CompanyName | Should -Be $before
    }

    It 'take rows of a database with their types, and NULL as a blank' {
        $name = (Get-CcContact member1@example.com).LastName
        Invoke-Recipe 'Invoke-Sqlcmd[\s\S]*Update-CcContact'
        $contact = Get-CcContact member1@example.com
        $contact.FirstName | Should -Be 'Bjorn'
        $contact.LastName | Should -Be $name
        $stored = Get-StoredContact $emulator member1@example.com
        $values = @($stored.custom_fields | ForEach-Object { if ($_.PSObject.Properties['value']) { $_.value } })
        $values | Should -Contain '2020-03-02'
        $values | Should -Contain '25.5'
    }

    It 'take rows of a database to the bulk import' {
        Invoke-Recipe 'Invoke-Sqlcmd[\s\S]*Import-CcContactBulk'
        (Get-CcContact member2@example.com).LastName | Should -Be 'Yilmaz'
    }

    It 'take dates, numbers and postal codes of a spreadsheet as they are' {
        Invoke-Recipe 'Import-Excel'
        $stored = Get-StoredContact $emulator tess.new@example.com
        $stored.first_name | Should -Be 'Tess'
        $stored.street_addresses[0].postal_code | Should -Be '02451'
        @($stored.custom_fields | ForEach-Object { if ($_.PSObject.Properties['value']) { $_.value } }) | Should -Contain '2021-12-24'
        Get-StoredContact $emulator uri.new@example.com | Should -Not -BeNullOrEmpty
    }

    It 'take another list''s file by its own headings' {
        Invoke-Recipe 'Test-CcContactImport other-list'
        (Get-CcContact quinn.lee@example.com).JobTitle | Should -Be 'Florist'
        Get-CcContact sam.roe@example.com | Should -Not -BeNullOrEmpty
    }

    It 'leave out contacts that left the other list' {
        Invoke-Recipe 'Status -eq subscribed'
        Get-CcContact rosa.diaz@example.com | Should -Not -BeNullOrEmpty
        Get-CcContact sam.roe@example.com -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'show the account in the prompt without a request' {
        $null = Get-CcAccount
        Clear-EmulatorRequest $emulator
        & ([scriptblock]::Create(@($recipes -match 'function prompt')[0])) | Should -BeLike '`[Example Garden Club at 127.0.0.1:*`] PS *> '
        @(Get-EmulatorRequest $emulator).Count | Should -Be 0
    }
}
