namespace ConstantContact.Core.Import;

public enum ImportPhase
{
    Validating,
    CheckingConsent,
    Sending,
    Waiting,
    Verifying,
}
