# What the shell's PowerShell runs first: the module is imported and, with --emulator, connected. A session configuration
# hides errors of its scripts, so that this one ends the process itself.
param([switch] $Prompt)

try {
    Import-Module -Name $env:CC_SHELL_MODULE -ErrorAction Stop
    if ($env:CC_SHELL_EMULATOR) {
        Set-Variable -Name CcEmulator -Value (ConvertFrom-Json -InputObject $env:CC_SHELL_EMULATOR) -Scope Global
        Connect-CcAccount -FromEnvironment -ErrorAction Stop
    }
}
catch {
    [Console]::Error.WriteLine($_)
    [Environment]::Exit(1)
}

if ($Prompt) {
    "PowerShell $($PSVersionTable.PSVersion) with the ConstantContact module. Get-Command -Module ConstantContact lists its cmdlets."
    if ($env:CC_SHELL_EMULATOR) {
        'Connected to an emulator with an invented account: nothing here reaches the real service. $CcEmulator has its addresses.'
    }
}
