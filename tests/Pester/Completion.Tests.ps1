BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $emulator = Open-Emulator -Member 10
    Connect-Emulator $emulator

    function Get-Completion {
        param([string] $Text)

        # The service gets a second to answer. A busy machine may need longer for the first request.
        for ($try = 1; $try -le 5; $try++) {
            $offered = @((TabExpansion2 -inputScript $Text -cursorColumn $Text.Length).CompletionMatches | ForEach-Object { $_.CompletionText })
            if ($offered) { return $offered }
        }
    }
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'Tab' {
    It 'offers after <Text> <Wanted>' -ForEach @(
        @{ Text = 'Get-CcContact -List Spr'; Wanted = "'Spring news'" }
        @{ Text = 'Get-CcContact -Tag v'; Wanted = 'vip' }
        @{ Text = 'Update-CcContact x@example.com -AddToList Mem'; Wanted = 'Members' }
        @{ Text = 'Update-CcContact x@example.com -AddTag vip, 2024'; Wanted = "'2024 gala'" }
        @{ Text = 'Update-CcContact x@example.com -Clear cf:Memb'; Wanted = "'cf:Member number'" }
        @{ Text = 'Update-CcContact x@example.com -Clear home_p'; Wanted = 'home_phone' }
        @{ Text = 'Export-CcContact -Field cf:Memb'; Wanted = "'cf:Member number'" }
        @{ Text = 'Export-CcContact -Field email_address, created'; Wanted = 'created_at' }
        @{ Text = 'Get-CcContact -Include phone_numbers, tag'; Wanted = 'taggings' }
        @{ Text = 'Get-CcContact -Status uns'; Wanted = 'unsubscribed' }
        @{ Text = 'Import-CcContactBulk people.csv -List Don'; Wanted = 'Donors' }
        @{ Text = 'Import-CcContactBulk people.csv -DuplicateAction '; Wanted = 'Last' }
        @{ Text = 'Get-CcCont'; Wanted = 'Get-CcContact' }
        @{ Text = 'Invoke-CcRequest -Path contacts/c'; Wanted = "'contacts/counts'" }
        @{ Text = 'Invoke-CcRequest '; Wanted = 'contacts' }
        @{ Text = 'New-CcContact x@example.com -List Mem'; Wanted = 'Members' }
    ) {
        Get-Completion $Text | Should -Contain $Wanted
    }

    It 'offers no files for <_>' -ForEach 'Invoke-CcRequest ', 'Invoke-CcRequest -Path ', 'Wait-CcActivity ', 'Get-CcActivity ', 'Get-CcContact ', 'Remove-CcContact ', 'Update-CcContact -Email ' {
        Push-Location $PSScriptRoot
        try { Get-Completion $_ | Where-Object { $_ -match '\.ps1' } | Should -BeNullOrEmpty }
        finally { Pop-Location }
    }

    It 'offers the jobs of the account, newest first, and shows what they do' {
        Connect-Emulator $emulator
        $null = [pscustomobject]@{ email = 'job@example.com' } | Import-CcContactBulk -List Members
        $null = Invoke-Emulator $emulator clock -Method Post -Body @{ advance = '00:00:02' }
        $null = Export-CcContact -List Members
        $jobs = @(Get-CcActivity)
        $jobs[0].Kind, $jobs[1].Kind -join ',' | Should -Be 'export,import'
        Get-Completion 'Wait-CcActivity ' | Select-Object -First 2 | ForEach-Object { $_.Trim("'") } | Should -Be $jobs[0].ActivityId, $jobs[1].ActivityId
    }

    It 'asks the service once for a name, and then remembers' {
        Connect-Emulator $emulator
        Clear-EmulatorRequest $emulator
        1..3 | ForEach-Object { $null = Get-Completion 'Get-CcContact -List S' }
        # A first answer that came too late is requested once more.
        $asked = @(Get-EmulatorRequest $emulator).Count
        $asked | Should -BeGreaterOrEqual 1
        $null = Get-Completion 'Get-CcContact -List S'
        @(Get-EmulatorRequest $emulator).Count | Should -Be $asked
    }

    It 'is silent without a connection' {
        Disconnect-CcAccount
        $Error.Clear()
        Get-Completion 'Get-CcContact -List Spr' | Should -Not -Contain "'Spring news'"
        $Error.Count | Should -Be 0
        Connect-Emulator $emulator
    }
}
