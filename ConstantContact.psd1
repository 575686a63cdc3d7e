@{
    # Binary cmdlets, one build for each edition; what they depend on lives in bin/<framework>/dependencies.
    RootModule             = if ($PSEdition -eq 'Core') { 'bin/net8.0/ConstantContact.PowerShell.dll' } else { 'bin/net472/ConstantContact.PowerShell.dll' }
    ModuleVersion          = '0.1.0'
    GUID                   = 'b7c0e9f6-3f57-4f0b-9a43-0d7b8f3d6a51'
    Author                 = 'The ConstantContact for PowerShell authors'
    CompanyName            = 'Unaffiliated'
    Copyright              = '(c) 2026 The ConstantContact for PowerShell authors. MIT License.'
    Description            = 'Cmdlets for the Constant Contact V3 API that never lose a field: look up, merge, preview and put back whole contacts, and hand CSV files to the bulk import within the daily allowance.'
    CompatiblePSEditions   = @('Desktop', 'Core')
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    FormatsToProcess       = @('Format.ps1xml')
    TypesToProcess         = @('Types.ps1xml')
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    CmdletsToExport        = @(
        'Add-CcContactTag'
        'Add-CcListMember'
        'Connect-CcAccount'
        'Disconnect-CcAccount'
        'Export-CcContact'
        'Export-CcReport'
        'Get-CcAccount'
        'Get-CcActivity'
        'Get-CcConnection'
        'Get-CcContact'
        'Get-CcContactCount'
        'Get-CcContactEngagement'
        'Get-CcCustomField'
        'Get-CcList'
        'Get-CcPlan'
        'Get-CcQuota'
        'Get-CcRun'
        'Get-CcSegment'
        'Get-CcTag'
        'Import-CcContactBulk'
        'Invoke-CcPlan'
        'Invoke-CcRequest'
        'New-CcContact'
        'New-CcCustomField'
        'New-CcList'
        'New-CcPlan'
        'New-CcSegment'
        'New-CcTag'
        'Register-CcContact'
        'Remove-CcContact'
        'Remove-CcContactTag'
        'Remove-CcCustomField'
        'Remove-CcList'
        'Remove-CcListMember'
        'Remove-CcSegment'
        'Remove-CcTag'
        'Request-CcResubscription'
        'Restore-CcContact'
        'Resume-CcRun'
        'Set-CcCustomField'
        'Set-CcList'
        'Set-CcSegment'
        'Set-CcTag'
        'Start-CcEmulator'
        'Stop-CcEmulator'
        'Sync-CcListMember'
        'Test-CcConnection'
        'Test-CcContactImport'
        'Undo-CcRun'
        'Update-CcContact'
        'Wait-CcActivity'
    )
    PrivateData            = @{
        PSData = @{
            Tags         = @('ConstantContact', 'EmailMarketing', 'Email', 'Marketing', 'Contacts', 'CRM', 'Merge', 'Bulk', 'Import', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            ProjectUri   = 'https://github.com/constantcontact-powershell/ConstantContact'
            LicenseUri   = 'https://github.com/constantcontact-powershell/ConstantContact/blob/main/LICENSE'
            IconUri      = 'https://raw.githubusercontent.com/constantcontact-powershell/ConstantContact/main/docs/icon.png'
            ReleaseNotes = @'
0.1.0: the first version.

Update-CcContact changes single values of contacts and keeps all others. Import-CcContactBulk imports files and rows and
accounts for every row. Other cmdlets handle lists, tags, custom fields, segments, bulk jobs, sign-ins and runs.
about_ConstantContact says how to begin.

All changes: https://github.com/constantcontact-powershell/ConstantContact/blob/main/CHANGELOG.md
'@
        }
    }
}
