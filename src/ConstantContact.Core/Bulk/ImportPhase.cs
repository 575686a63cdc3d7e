namespace ConstantContact.Core.Bulk;

public enum ImportPhase
{
    Validating,
    CheckingConsent,
    Sending,
    Waiting,
    Verifying,
}
