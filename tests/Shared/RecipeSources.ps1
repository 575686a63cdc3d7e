# What a recipe finds where it runs: the cmdlets of other modules, with invented people in objects of the types that the real
# ones return. Dot-source it. Like the real ones, they return only the properties that were asked for.

if (-not ('Microsoft.ActiveDirectory.Management.ADUser' -as [type])) {
    Add-Type -TypeDefinition @'
using System;
using System.Collections.Generic;

namespace Microsoft.ActiveDirectory.Management
{
    public class ADUser
    {
        public string DistinguishedName { get; set; }
        public bool Enabled { get; set; }
        public string GivenName { get; set; }
        public string mail { get; set; }
        public string Name { get; set; }
        public Guid? ObjectGUID { get; set; }
        public string OfficePhone { get; set; }
        public string SamAccountName { get; set; }
        public string Surname { get; set; }
        public string Title { get; set; }
        public string UserPrincipalName { get; set; }
    }
}

namespace Microsoft.Graph.PowerShell.Models
{
    public class MicrosoftGraphUser
    {
        public bool? AccountEnabled { get; set; }
        public IDictionary<string, object> AdditionalProperties { get; set; }
        public string[] BusinessPhones { get; set; }
        public string CompanyName { get; set; }
        public string GivenName { get; set; }
        public string Id { get; set; }
        public string JobTitle { get; set; }
        public string Mail { get; set; }
        public string Surname { get; set; }
    }
}
'@
}

function Get-ADUser {
    param([Parameter(Mandatory)] [string] $Filter, [string[]] $Properties = @())

    $people = @(
        @{ Enabled = $true; GivenName = 'Ada'; Surname = 'Park'; mail = 'ada.park@example.com'; Title = 'Head Gardener'; OfficePhone = '781-555-0101' }
        @{ Enabled = $true; GivenName = 'Member'; Surname = 'One'; mail = 'member1@example.com'; Title = 'Florist'; OfficePhone = $null }
        @{ Enabled = $false; GivenName = 'Old'; Surname = 'Account'; mail = 'old.account@example.com'; Title = 'Gone'; OfficePhone = $null }
        @{ Enabled = $true; GivenName = 'No'; Surname = 'Mail'; mail = $null; Title = 'Driver'; OfficePhone = $null }
    )
    $always = 'Enabled', 'GivenName', 'Surname'
    foreach ($person in $people | Where-Object { ($Filter -notlike '*Enabled*' -or $_.Enabled) -and ($Filter -notlike '*mail -like*' -or $_.mail) }) {
        $user = New-Object Microsoft.ActiveDirectory.Management.ADUser
        foreach ($name in $person.Keys | Where-Object { $_ -in $always -or $_ -in $Properties }) { $user.$name = $person.$name }
        $user.Name = "$($person.GivenName) $($person.Surname)"
        $user.ObjectGUID = [guid]::NewGuid()
        $user
    }
}

function Get-MgUser {
    param([switch] $All, [string] $Filter, [string[]] $Property)

    $people = @(
        @{ AccountEnabled = $true; GivenName = 'Bea'; Surname = 'Stone'; Mail = 'bea.stone@example.com'; JobTitle = 'Treasurer'; CompanyName = 'Example Garden Club'; BusinessPhones = @('+1 781 555 0102', '+1 781 555 0103') }
        @{ AccountEnabled = $true; GivenName = 'Member'; Surname = 'Two'; Mail = 'member2@example.com'; JobTitle = 'Chair'; CompanyName = $null; BusinessPhones = @() }
        @{ AccountEnabled = $true; GivenName = 'Room'; Surname = 'Four'; Mail = $null; JobTitle = $null; CompanyName = $null; BusinessPhones = @() }
        @{ AccountEnabled = $false; GivenName = 'Old'; Surname = 'Account'; Mail = 'old.account@example.com'; JobTitle = $null; CompanyName = $null; BusinessPhones = @() }
    )
    if (-not $All) { $people = $people | Select-Object -First 100 }
    foreach ($person in $people | Where-Object { $Filter -notlike '*accountEnabled eq true*' -or $_.AccountEnabled }) {
        $user = New-Object Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser
        foreach ($name in $person.Keys | Where-Object { $_ -in $Property }) { $user.$name = $person.$name }
        $user.Id = "$([guid]::NewGuid())"
        $user.AdditionalProperties = New-Object 'System.Collections.Generic.Dictionary[string,object]'
        $user
    }
}

# Rows of a data table: NULL is DBNull, dates and numbers keep their types. The columns are those of the query.
function Invoke-Sqlcmd {
    param([string] $ServerInstance, [string] $Database, [Parameter(Mandatory)] [string] $Query)

    if (-not $ServerInstance -or -not $Database) { throw 'A server and a database are needed.' }
    $people = @(
        @{ email = 'member1@example.com'; given = 'Bjorn'; family = [System.DBNull]::Value; joined = [datetime]::new(2020, 3, 2); fee = [decimal] 25.5 }
        @{ email = 'member2@example.com'; given = [System.DBNull]::Value; family = 'Yilmaz'; joined = [System.DBNull]::Value; fee = [decimal] 40 }
    )
    $table = New-Object System.Data.DataTable
    $sources = @()
    foreach ($part in ([regex]::Match($Query, '(?s)SELECT\s+(.*?)\s+FROM').Groups[1].Value -split ',')) {
        $source, $name = $part.Trim() -split '\s+AS\s+'
        $type = ($people | ForEach-Object { $_.$source } | Where-Object { $_ -isnot [System.DBNull] } | Select-Object -First 1).GetType()
        $null = $table.Columns.Add($(if ($name) { $name.Trim('"') } else { $source }), $type)
        $sources += $source
    }
    foreach ($person in $people) {
        $row = $table.NewRow()
        for ($i = 0; $i -lt $sources.Count; $i++) { $row[$i] = $person.($sources[$i]) }
        $table.Rows.Add($row)
    }
    $table.Rows
}

# As Import-Excel reads a sheet: dates as DateTime, numbers as Double, text as text.
function Import-Excel {
    param([Parameter(Mandatory, Position = 0)] [string] $Path, [string] $WorksheetName)

    if ($Path -notlike '*.xlsx' -or -not $WorksheetName) { throw "There is no sheet '$WorksheetName' in '$Path'." }
    [pscustomobject]@{ 'E-Mail' = 'tess.new@example.com'; 'First Name' = 'Tess'; 'Joined on' = [datetime]::new(2021, 12, 24); Zip = '02451'; 'Yearly fee' = [double] 25.5; Internal = [double] 7 }
    [pscustomobject]@{ 'E-Mail' = 'uri.new@example.com'; 'First Name' = 'Uri'; 'Joined on' = $null; Zip = $null; 'Yearly fee' = $null; Internal = [double] 8 }
}

# Azure Automation's assets.
$automation = @{}
function Get-AutomationVariable { param([string] $Name) $automation[$Name] }
function Set-AutomationVariable {
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'As the platform has it.')]
    param([string] $Name, $Value)
    $automation[$Name] = $Value
}
function Get-AutomationPSCredential {
    param([string] $Name)
    if (-not $Name) { throw 'A name is needed.' }
    New-Object pscredential 'emulator-long-lived', ([System.Net.NetworkCredential]::new('', 'emulator-secret').SecurePassword)
}

# The task scheduler of Windows, and a person who types.
function New-ScheduledTaskAction {
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'As the platform has it.')]
    param([Parameter(Mandatory)] [string] $Execute, [string] $Argument, [string] $WorkingDirectory)
    [pscustomobject]@{ Execute = $Execute; Arguments = $Argument; WorkingDirectory = $WorkingDirectory }
}
function New-ScheduledTaskTrigger {
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'As the platform has it.')]
    param([switch] $Daily, [Parameter(Mandatory)] [datetime] $At)
    [pscustomobject]@{ DaysInterval = [int] $Daily.IsPresent; StartBoundary = $At }
}
function Register-ScheduledTask {
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidUsingPlainTextForPassword', '', Justification = 'As the platform has it.')]
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidUsingUsernameAndPasswordParams', '', Justification = 'As the platform has it.')]
    param([Parameter(Mandatory)] [string] $TaskName, [Parameter(Mandatory)] $Action, [Parameter(Mandatory)] $Trigger, [string] $User, [string] $Password)
    if (-not $User -or -not $Password) { throw 'A task that runs without a person needs a user and a password.' }
    [pscustomobject]@{ TaskName = $TaskName; Actions = @($Action); Triggers = @($Trigger); State = 'Ready' }
}
function Read-Host {
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidOverwritingBuiltInCmdlets', '', Justification = 'Stands in for a person.')]
    param([string] $Prompt, [switch] $AsSecureString)
    if (-not $Prompt) { throw 'A question is needed.' }
    if ($AsSecureString) { [System.Net.NetworkCredential]::new('', 'typed').SecurePassword } else { 'typed' }
}
