using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

public sealed class GetCcContactCountTests
{
    [Fact]
    public async Task One_request_tells_how_many_there_are_by_permission()
    {
        await using EmulatedAccount account = await EmulatedAccount.WithMembersAsync(200);

        PSObject count = Assert.Single(account.Run("Get-CcContactCount").Succeeded().Output);

        Assert.Single(account.Requests);
        Assert.Equal(account.State.Contacts.LongCount(c => c["deleted_at"] is null), count.Properties["Total"].Value);
        Assert.Equal(
            account.State.Contacts.LongCount(c =>
                c["deleted_at"] is null && (string?)c["email_address"]?["permission_to_send"] == "unsubscribed"
            ),
            count.Properties["Unsubscribed"].Value
        );
        Assert.Null(count.Properties["NewSubscriber"].Value);
        Assert.NotNull(
            Assert
                .Single(account.Run("Get-CcContactCount -NewSubscriber").Succeeded().Output)
                .Properties["NewSubscriber"]
                .Value
        );
    }
}
