# Jobs of a winchd, or of Hyper-V itself, from Windows PowerShell 5.1 (the CIM cmdlets).
#
#   .\Jobs.ps1 -ComputerName hv1.example -Credential alice
#
# Not run by the tests of this repository: it needs Windows. Basic needs https here, or
#   winrm set winrm/config/client '@{AllowUnencrypted="true"}'
# on the client; with Negotiate (the default of the cmdlets) messages over http are sealed.

[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ComputerName,
    [Parameter(Mandatory)] [pscredential] $Credential,
    [ValidateSet('Negotiate', 'Basic', 'Kerberos')] [string] $Authentication = 'Negotiate',
    [int] $Port = 5986,
    [switch] $SkipCertificateCheck
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$namespace = 'root/virtualization/v2'
$jobStates = @{
    2 = 'New'; 3 = 'Starting'; 4 = 'Running'; 5 = 'Suspended'; 6 = 'ShuttingDown'; 7 = 'Completed'
    8 = 'Terminated'; 9 = 'Killed'; 10 = 'Exception'; 32768 = 'CompletedWithWarnings'
}

$options = @{ UseSsl = $Port -ne 5985 }
if ($SkipCertificateCheck) {
    # For a certificate that signs itself; better import it into the trusted roots.
    $options += @{ SkipCACheck = $true; SkipCNCheck = $true; SkipRevocationCheck = $true }
}
$session = New-CimSession -ComputerName $ComputerName -Port $Port -Credential $Credential `
    -Authentication $Authentication -SessionOption (New-CimSessionOption @options)

try {
    # What there is.
    Get-CimInstance -CimSession $session -Namespace $namespace -Query 'SELECT * FROM CIM_ConcreteJob' |
        Format-Table InstanceID, @{ n = 'State'; e = { $jobStates[[int] $_.JobState] } }, PercentComplete, ElapsedTime

    # Be told when a job changes, while it runs.
    $watch = 'SELECT * FROM __InstanceModificationEvent WITHIN 1 WHERE TargetInstance ISA ''CIM_ConcreteJob'''
    Register-CimIndicationEvent -CimSession $session -Namespace $namespace -Query $watch -SourceIdentifier JobChanged

    # Start one: the export of the first collection of reference points.
    $service = Get-CimInstance -CimSession $session -Namespace $namespace -ClassName Msvm_CollectionReferencePointService
    $collection = Get-CimInstance -CimSession $session -Namespace $namespace -ClassName Msvm_ReferencePointCollection |
        Select-Object -First 1
    $result = Invoke-CimMethod -InputObject $service -MethodName ExportReferencePoint -Arguments @{
        ReferencePointCollection = [ref] $collection
        ExportDirectory          = 'C:\exports\nightly'
    }
    if ($result.ReturnValue -ne 4096) { throw "The export did not start: ReturnValue $($result.ReturnValue)" }

    # Follow it: an event or two seconds, whichever comes first; then the instance itself is asked.
    do {
        Wait-Event -SourceIdentifier JobChanged -Timeout 2 | Remove-Event
        $job = Get-CimInstance -CimSession $session -InputObject $result.Job
        Write-Progress -Activity $job.ElementName -Status $job.JobStatus -PercentComplete $job.PercentComplete
    } until ($job.JobState -ge 7)

    if ($job.JobState -notin 7, 32768) {
        # What went wrong, in full.
        $errors = Invoke-CimMethod -InputObject $job -MethodName GetErrorEx
        throw "$($job.ElementName) is $($jobStates[[int] $job.JobState]): $($job.ErrorDescription) $($errors.Errors)"
    }
    "$($job.ElementName) is done after $($job.ElapsedTime)."
}
finally {
    Unregister-Event -SourceIdentifier JobChanged -ErrorAction SilentlyContinue
    Remove-CimSession $session
}
