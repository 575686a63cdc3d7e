BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
    $module = Get-Module ConstantContact
    $script:cmdlets = @($module.ExportedCommands.Keys | Sort-Object | ForEach-Object { @{ Cmdlet = $_ } })
    $script:topics = @(Get-ChildItem -Path (Join-Path (Get-RepositoryPath) 'docs/en-US') -Filter 'about_*.md' | ForEach-Object { @{ Topic = $_.BaseName } })
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/PesterSupport.psm1" -Force
    Import-TestedModule
}

Describe 'Get-Help <Cmdlet>' -ForEach $cmdlets {
    BeforeAll {
        $script:help = Get-Help $Cmdlet -Full
        $script:common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
    }

    It 'has a synopsis and a description' {
        $help.Synopsis.Trim() | Should -Not -Match "^$Cmdlet \["
        $help.Synopsis.Trim().Length | Should -BeGreaterThan 10
        ($help.description | Out-String).Trim().Length | Should -BeGreaterThan 80
    }

    It 'has at least three examples with code' {
        $examples = @(if ($help.PSObject.Properties['examples'] -and $help.examples) { $help.examples.example })
        $examples.Count | Should -BeGreaterOrEqual 3
        foreach ($example in $examples) { $example.code | Should -Match '^[^`]*\w+-\w+' }
    }

    It 'explains every parameter' {
        $wanted = (Get-Command $Cmdlet).Parameters.Keys | Where-Object { $_ -notin $common -or $_ -in 'First', 'Skip', 'IncludeTotalCount' }
        $wanted | Should -Not -BeNullOrEmpty
        foreach ($name in $wanted) {
            $text = @(Get-Help $Cmdlet -Parameter $name | ForEach-Object { if ($_.PSObject.Properties['description']) { $_.description | Out-String } }) -join ''
            $text.Trim() | Should -Not -BeNullOrEmpty -Because "$Cmdlet -$name needs a text"
        }
    }

    It 'answers to -?' {
        (& $Cmdlet -? | Out-String) | Should -BeLike "*$Cmdlet*"
    }
}

Describe 'Get-Help <Topic>' -ForEach $topics {
    BeforeAll {
        # Once for all topics: a search reads the help of every module on the machine.
        if (-not $script:found) { $script:found = Get-Help 'about_C*' }
    }

    It 'shows plain text with a synopsis' {
        $name = "$Topic"
        $text = Get-Help $name | Out-String -Width 200
        $text.Trim().Length | Should -BeGreaterThan 200
        $text | Should -Not -Match '```|^#'
        @($found | Where-Object Name -EQ $name).Synopsis.Trim().Length | Should -BeGreaterThan 10
    }
}
