BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $script:cmdlets = @((Get-Module ConstantContact).ExportedCommands.Values | Sort-Object -Property Name | ForEach-Object {
            @{ Name = $_.Name; Command = $_; Verb = $_.Verb; Noun = $_.Noun }
        })
    # These change nothing in the account.
    $script:readers = 'Get', 'Test', 'Find', 'Compare', 'Connect', 'Disconnect', 'Wait', 'Export', 'Start'
    # These talk to no account.
    $script:alone = 'Connect-CcAccount', 'Disconnect-CcAccount', 'Get-CcConnection', 'Start-CcEmulator', 'Stop-CcEmulator', 'Get-CcRun', 'Get-CcPlan', 'Export-CcReport'
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $script:common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
    $script:suites = Get-ChildItem -Path $PSScriptRoot -Filter '*.Tests.ps1' | Where-Object Name -NE 'Conventions.Tests.ps1' | ForEach-Object { Get-Content -LiteralPath $_.FullName -Raw }
}

Describe '<Name>' -ForEach $cmdlets {
    It 'is named as PowerShell names things' {
        (Get-Verb).Verb | Should -Contain $Verb
        $Noun | Should -MatchExactly '^Cc[A-Z][A-Za-z]+[^s]$|^Cc[A-Z][A-Za-z]+ss$'
    }

    It 'supports -WhatIf and -Confirm' -Skip:($Verb -in $readers -or $Name -eq 'New-CcPlan') {
        $Command.Parameters.Keys | Should -Contain WhatIf
        $Command.Parameters.Keys | Should -Contain Confirm
    }

    It 'has a high impact if it removes something' -Skip:($Verb -ne 'Remove') {
        $Command.ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0].ConfirmImpact | Should -Be High
    }

    It 'has -Connection' -Skip:($Name -in $alone) {
        $Command.Parameters['Connection'].ParameterType.Name | Should -Be CcConnection
    }

    It 'has switches instead of booleans, and parameter names in PascalCase and the singular' {
        foreach ($parameter in $Command.Parameters.Values | Where-Object Name -NotIn $common) {
            $parameter.ParameterType | Should -Not -Be ([bool]) -Because "$Name -$($parameter.Name)"
            $parameter.Name | Should -MatchExactly '^[A-Z][A-Za-z0-9]*$'
        }
    }

    It 'declares its output, if any' {
        if ($Command.Parameters.Keys -contains 'PassThru' -or $Verb -in 'Get', 'Test', 'New', 'Compare') {
            @($Command.OutputType).Count | Should -BeGreaterThan 0
        }
    }

    It 'reports a missing connection at once' -Skip:($Name -in $alone -or $Name -eq 'Test-CcContactImport') {
        Disconnect-CcAccount
        # Mandatory parameters get any value of their type.
        $arguments = @{}
        $set = $Command.ParameterSets | Where-Object { $_.IsDefault -or $Command.ParameterSets.Count -eq 1 } | Select-Object -First 1
        foreach ($parameter in $set.Parameters | Where-Object IsMandatory) {
            $arguments[$parameter.Name] = switch ($parameter.ParameterType.FullName) {
                'System.Collections.IDictionary' { @{ a = 'b' } }
                'System.Int32' { 1 }
                default { '1618ae62-4752-11e9-9c8a-fa163e6b01c1' }
            }
        }
        if ($Command.Parameters.Keys -contains 'Confirm') { $arguments.Confirm = $false }
        $failure = try { & $Name @arguments -ErrorAction Stop } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'CcNotConnected,*'
    }

    It 'is used by a suite' {
        $suites -match "\b$Name\b" | Should -Not -BeNullOrEmpty
    }
}
