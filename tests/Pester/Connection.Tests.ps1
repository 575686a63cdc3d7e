BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $script:emulator = Open-Emulator -Member 5
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'Connect-CcAccount' {
    BeforeEach {
        Disconnect-CcAccount
        Remove-Item Env:CONSTANTCONTACT_ACCESS_TOKEN, Env:CONSTANTCONTACT_BASE_URL -ErrorAction Ignore
    }

    AfterAll {
        Remove-Item Env:CONSTANTCONTACT_ACCESS_TOKEN, Env:CONSTANTCONTACT_BASE_URL -ErrorAction Ignore
    }

    It 'is silent, sends nothing, and makes the connection the default' {
        Clear-EmulatorRequest $emulator
        Connect-CcAccount -AccessToken (ConvertTo-Secret $emulator.Token) -BaseUri $emulator.BaseUri | Should -BeNullOrEmpty
        @(Get-EmulatorRequest $emulator).Count | Should -Be 0
        (Get-CcConnection).BaseUri | Should -Be $emulator.BaseUri
    }

    It 'takes token and address from the environment' {
        $env:CONSTANTCONTACT_ACCESS_TOKEN = $emulator.Token
        $env:CONSTANTCONTACT_BASE_URL = $emulator.BaseUri
        (Connect-CcAccount -FromEnvironment -PassThru).BaseUri | Should -Be $emulator.BaseUri
        (Get-CcContact member1@example.com).EmailAddress | Should -Be 'member1@example.com'
    }

    It 'ends the script line, not only the record, where <Case>' -ForEach @(
        @{ Case = 'the environment has no token'; Script = { Connect-CcAccount -FromEnvironment }; Id = 'CcInvalidValue' }
        @{ Case = 'the token is empty'; Script = { Connect-CcAccount -AccessToken ([securestring]::new()) }; Id = 'CcInvalidValue' }
        @{ Case = 'another host is to be reached without TLS'; Script = { Connect-CcAccount -AccessToken (ConvertTo-Secret x) -BaseUri http://api.example.com/v3 }; Id = 'CcInvalidValue' }
        @{ Case = 'the address has a user name'; Script = { Connect-CcAccount -AccessToken (ConvertTo-Secret x) -BaseUri https://me:pw@api.example.com/v3 }; Id = 'CcInvalidValue' }
        @{ Case = 'the address is none'; Script = { Connect-CcAccount -AccessToken (ConvertTo-Secret x) -BaseUri nonsense }; Id = 'CcInvalidValue' }
        @{ Case = 'the token is plain text'; Script = { Connect-CcAccount -AccessToken plain }; Id = 'CannotConvertArgument*' }
    ) {
        $failure = try { & $Script; 'went on' } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-CcConnection | Should -BeNullOrEmpty
    }

    It 'forgets the earlier account, even if the engine itself refuses <Case>' -ForEach @(
        @{ Case = 'an empty token'; Script = { $none = $null; Connect-CcAccount -AccessToken $none } }
        @{ Case = 'a token in plain text'; Script = { Connect-CcAccount -AccessToken plain } }
        @{ Case = 'an empty profile name'; Script = { Connect-CcAccount -ProfileName '' -Saved } }
        @{ Case = 'an empty address'; Script = { $none = $null; Connect-CcAccount -AccessToken (ConvertTo-Secret x) -BaseUri $none } }
    ) {
        Connect-Emulator $emulator
        { & $Script } | Should -Throw
        Get-CcConnection | Should -BeNullOrEmpty
    }

    It 'names the account in one line, for a prompt' {
        Connect-Emulator $emulator
        $null = Get-CcAccount
        "$(Get-CcConnection)" | Should -Be "Example Garden Club at $(([uri]$emulator.BaseUri).Authority)"
    }

    It 'says that an address has no version' {
        Connect-CcAccount -AccessToken (ConvertTo-Secret $emulator.Token) -BaseUri ($emulator.BaseUri -replace '/v3$') -WarningVariable said 3>$null
        $said | Should -BeLike '*does not end with a version*'
    }

    It 'shows a wrong token at the first request, which ends the run, and never the token' {
        Connect-CcAccount -AccessToken (ConvertTo-Secret 'wrong-0123456789abcdef') -BaseUri $emulator.BaseUri
        Clear-EmulatorRequest $emulator
        $failure = try { 'member1@example.com', 'member2@example.com' | Get-CcContact; 'went on' } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'CcAuthenticationFailed,*'
        $failure.Exception.StatusCode | Should -Be 401
        @(Get-EmulatorRequest $emulator).Count | Should -BeLessOrEqual 2
        ($failure | Format-List -Property * -Force | Out-String -Width 500) | Should -Not -BeLike '*wrong-0123456789abcdef*'
        (Get-CcConnection | Format-List -Property * -Force | Out-String -Width 500) | Should -Not -BeLike '*wrong-0123456789abcdef*'
    }

    It 'leaves no token in verbose and debug output, errors or a transcript' {
        $transcript = Join-Path $TestDrive 'transcript.txt'
        [System.IO.File]::WriteAllText("$TestDrive/secret", $emulator.Token)
        $result = Invoke-Shell @"
`$null = Start-Transcript -Path '$transcript'
`$VerbosePreference = `$DebugPreference = 'Continue'
Import-Module '$(Get-TestedModule)' -Verbose:`$false
`$env:CONSTANTCONTACT_ACCESS_TOKEN = [System.IO.File]::ReadAllText('$TestDrive/secret')
Connect-CcAccount -FromEnvironment -BaseUri $($emulator.BaseUri) -RequestsPerSecond 1000
Get-CcConnection | Format-List *
Get-CcContact member1@example.com
Get-CcContact nobody@example.com
Update-CcContact member1@example.com -JobTitle Florist
`$Error | Format-List * -Force
Stop-Transcript
"@
        $result.Output | Should -BeLike '*GET contacts -> 200*'
        foreach ($text in $result.Output, $result.Error, (Get-Content -LiteralPath $transcript -Raw)) {
            $text | Should -Not -BeLike "*$($emulator.Token)*"
        }
    }
}

Describe 'Disconnect-CcAccount' {
    It 'forgets the default connection, after which cmdlets say what to do' {
        Connect-Emulator $emulator
        Disconnect-CcAccount
        Get-CcConnection | Should -BeNullOrEmpty
        $failure = try { Get-CcContact member1@example.com } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'CcNotConnected,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Connect-CcAccount*'
        { Disconnect-CcAccount -ErrorAction Stop } | Should -Not -Throw
    }

    It 'leaves a connection object working' {
        $connection = Connect-CcAccount -AccessToken (ConvertTo-Secret $emulator.Token) -BaseUri $emulator.BaseUri -PassThru
        Disconnect-CcAccount
        (Get-CcContact member1@example.com -Connection $connection).EmailAddress | Should -Be 'member1@example.com'
    }
}
