BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $emulator = Open-Emulator -Member 20
    Connect-Emulator $emulator
}

AfterAll {
    Close-Emulator $emulator
}

Describe 'The module' {
    It 'has a valid manifest whose cmdlets are all there, and exports nothing else' {
        $module = Get-Module ConstantContact
        $manifest = Test-ModuleManifest -Path (Join-Path $module.ModuleBase 'ConstantContact.psd1') -ErrorAction Stop
        ($module.ExportedCommands.Keys | Sort-Object) -join ',' | Should -Be (($manifest.ExportedCmdlets.Keys | Sort-Object) -join ',')
        $module.ExportedCommands.Values.CommandType | Select-Object -Unique | Should -Be 'Cmdlet'
        $module.ExportedVariables.Count | Should -Be 0
    }

    It 'has one version, and the facts that a gallery shows' {
        $module = Get-Module ConstantContact
        $manifest = Test-ModuleManifest -Path (Join-Path $module.ModuleBase 'ConstantContact.psd1') -ErrorAction Stop
        $module.Version | Should -Be $manifest.Version
        $files = Get-ChildItem -Path (Join-Path $module.ModuleBase 'bin') -Recurse -Filter 'ConstantContact.*.dll'
        $files.VersionInfo.ProductVersion -replace '[-+].*' | Select-Object -Unique | Should -Be "$($module.Version)"
        $data = $module.PrivateData.PSData
        "$($data.ReleaseNotes)" | Should -BeLike "*$($module.Version)*"
        foreach ($address in $data.ProjectUri, $data.LicenseUri, $data.IconUri) { $address | Should -BeLike 'https://*' }
        foreach ($tag in 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS') { $data.Tags | Should -Contain $tag }
        $module.Description | Should -Not -BeNullOrEmpty
    }

    It 'is imported in a new shell without a message, a request or a connection' {
        Clear-EmulatorRequest $emulator
        $result = Invoke-Shell "Import-Module '$(Get-TestedModule)'; if (Get-CcConnection) { 'connected' }"
        $result.Output.Trim() | Should -Be ''
        $result.Error.Trim() | Should -Be ''
        $result.ExitCode | Should -Be 0
        @(Get-EmulatorRequest $emulator).Count | Should -Be 0
    }

    It 'may be imported twice, by force, and after its removal' {
        $result = Invoke-Shell @"
$(Get-ShellPreamble $emulator)
Import-Module '$(Get-TestedModule)'
(Get-CcContact member1@example.com).EmailAddress
Import-Module '$(Get-TestedModule)' -Force
Connect-CcAccount -FromEnvironment
(Get-CcContact member1@example.com).EmailAddress
Remove-Module ConstantContact
if (Get-Command Get-CcContact -ErrorAction Ignore) { 'still there' }
Import-Module '$(Get-TestedModule)'
Connect-CcAccount -FromEnvironment
(Get-CcContact member1@example.com).EmailAddress
"@
        $result.Error.Trim() | Should -Be ''
        ($result.Output.Trim() -split '\r?\n') -join ',' | Should -Be 'member1@example.com,member1@example.com,member1@example.com'
    }

    It 'works in two runspaces, each with its own connection' {
        $shells = 1..2 | ForEach-Object { [powershell]::Create() }
        try {
            $answers = foreach ($shell in $shells) {
                $shell.AddScript('param($module, $token, $uri, $email)
                    Import-Module $module -ErrorAction Stop
                    "before: $(Get-CcConnection)"
                    Connect-CcAccount -AccessToken $token -BaseUri $uri -RequestsPerSecond 1000
                    (Get-CcContact $email -ErrorAction Stop).EmailAddress').AddArgument((Get-TestedModule)).AddArgument((ConvertTo-Secret $emulator.Token)).AddArgument($emulator.BaseUri).AddArgument('member2@example.com').Invoke()
                $shell.Streams.Error | Should -BeNullOrEmpty
            }
            $answers -join ',' | Should -Be 'before: ,member2@example.com,before: ,member2@example.com'
        }
        finally {
            $shells | ForEach-Object { $_.Dispose() }
        }
    }

    It 'works in ForEach-Object -Parallel with -Connection' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        $connection = Get-CcConnection
        $module = Get-TestedModule
        $found = 0, 1, 2, 3 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:module
            Get-CcContact "member$_@example.com" -Connection $using:connection -ErrorAction Stop
        }
        ($found.EmailAddress | Sort-Object) -join ',' | Should -Be 'member0@example.com,member1@example.com,member2@example.com,member3@example.com'
    }

    It 'says how to connect in a parallel runspace without a connection' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        $module = Get-TestedModule
        $failure = 1 | ForEach-Object -Parallel {
            Import-Module $using:module
            try { Get-CcContact member1@example.com } catch { $_ }
        }
        $failure.FullyQualifiedErrorId | Should -BeLike 'CcNotConnected,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*$using:*'
    }

    It 'works in a thread job' -Skip:(-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) {
        $connection = Get-CcConnection
        $module = Get-TestedModule
        $job = Start-ThreadJob { Import-Module $using:module; Get-CcContact member1@example.com -Connection $using:connection }
        (Receive-Job -Job $job -Wait -AutoRemoveJob -ErrorAction Stop).EmailAddress | Should -Be 'member1@example.com'
    }

    It 'takes the identity from a contact that a job returned' {
        $env:CONSTANTCONTACT_ACCESS_TOKEN = $emulator.Token
        $env:CONSTANTCONTACT_BASE_URL = $emulator.BaseUri
        try {
            $job = Start-Job -ScriptBlock {
                Import-Module $args[0]
                Connect-CcAccount -FromEnvironment
                Get-CcContact member1@example.com -ErrorAction Stop
            } -ArgumentList (Get-TestedModule)
            $copy = Receive-Job -Job $job -Wait -AutoRemoveJob -ErrorAction Stop
        }
        finally {
            Remove-Item Env:CONSTANTCONTACT_ACCESS_TOKEN, Env:CONSTANTCONTACT_BASE_URL
        }
        $copy.PSObject.TypeNames[0] | Should -BeLike 'Deserialized.*'
        ($copy | Get-CcContact -ErrorAction Stop).ContactId | Should -Be $copy.ContactId
        ($copy | Update-CcContact -JobTitle 'From a job' -PassThru -ErrorAction Stop | Select-Object -First 1).Outcome | Should -Be 'Updated'
    }
}
