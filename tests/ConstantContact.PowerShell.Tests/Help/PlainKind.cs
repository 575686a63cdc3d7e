namespace ConstantContact.PowerShell.Tests.Help;

internal enum PlainKind
{
    Heading,
    SubHeading,
    Paragraph,
    List,
    Table,
    Code,
}
